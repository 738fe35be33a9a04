// An authorization server that logs everybody in. Reads {clients, cert, key} from a line of standard input, serves on two free
// ports of the loopback address, over HTTP and TLS, writes their URLs to a line of standard output, and ends with its input.
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import readline from 'node:readline';

// Notices of the library go to standard error.
console.info = console.log = console.error;
const { Provider } = await import('oidc-provider');

const lines = readline.createInterface({ input: process.stdin });
lines.on('close', () => process.exit(0));
const { clients, cert, key } = JSON.parse(await new Promise((resolve) => lines.once('line', resolve)));

const listening = (server) =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`127.0.0.1:${server.address().port}`)));
const [plain, tls] = [http.createServer(), https.createServer({ cert, key })];
const urls = { http: `http://${await listening(plain)}`, https: `https://${await listening(tls)}` };

const provider = new Provider(urls.http, {
  clients,
  clientDefaults: { grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] },
  cookies: { keys: [randomBytes(32).toString('base64url')] },
  features: { devInteractions: { enabled: false }, userinfo: { enabled: false } },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  interactions: { url: (_, interaction) => `/login/${interaction.uid}` },
  // Consent was given: to whatever is asked for.
  async loadExistingGrant(ctx) {
    const { client, params, session } = ctx.oidc;
    const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope(params.scope);
    await grant.save();
    return grant;
  },
  issueRefreshToken: () => true,
  rotateRefreshToken: true,
  scopes: ['openid', 'offline_access', 'orders', 'payments'],
  ttl: { AccessToken: 600, AuthorizationCode: 600, Grant: 600, IdToken: 600, Interaction: 600, RefreshToken: 600, Session: 600 },
});

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/login/')) return next();
  return provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: 'user' } });
});

plain.on('request', provider.callback());
tls.on('request', provider.callback());
process.stdout.write(`${JSON.stringify(urls)}\n`);

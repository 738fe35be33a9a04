(() => {
  const wrong = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const name = (element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') || ''} ${(element.textContent || '').trim().slice(0, 40)}`;

  if (!document.documentElement.lang) wrong.push('the page has no language');
  if (!document.title) wrong.push('the page has no title');
  if (all('main').length !== 1) wrong.push('the page has no main part');

  let level = 0;
  for (const heading of all('h1, h2, h3, h4, h5, h6')) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) wrong.push(`a heading skips a level: ${name(heading)}`);
    if (!heading.textContent.trim()) wrong.push(`a heading is empty: ${name(heading)}`);
    level = next;
  }
  for (const control of all('a, button, summary, pre[tabindex]')) {
    if (!(control.getAttribute('aria-label') || control.textContent).trim()) wrong.push(`a control has no name: ${name(control)}`);
  }
  for (const picture of all('img:not([alt]), svg:not([role=img]), svg:not([aria-label])')) wrong.push(`a picture has no text: ${name(picture)}`);
  for (const cell of all('th:not([scope])')) wrong.push(`a heading of a table has no scope: ${name(cell)}`);
  const ids = all('[id]').map((element) => element.id);
  if (new Set(ids).size !== ids.length) wrong.push('an id stands twice');

  // WCAG 2.2, 1.4.3: text has a contrast of 4.5, large text of 3.
  const parse = (color) => {
    const [r, g, b, a = 1] = (color.match(/[\d.]+/g) || []).map(Number);
    return { r, g, b, a };
  };
  const luminance = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.a === 1) return color;
    }
    return parse('rgb(255, 255, 255)');
  };
  for (const element of all('body *')) {
    const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!text || element.closest('script, style') || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const drawn = element.closest('svg');
    const rect = drawn && element.previousElementSibling?.tagName === 'rect' && element.previousElementSibling;
    const color = parse(drawn ? style.fill : style.color);
    const back = rect ? parse(getComputedStyle(rect).fill) : behind(drawn ? drawn.parentElement : element);
    const [light, dark] = [luminance(color), luminance(back)].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < (large ? 3 : 4.5)) wrong.push(`a contrast of ${contrast.toFixed(2)}: ${name(element)}`);
  }
  return wrong;
})();

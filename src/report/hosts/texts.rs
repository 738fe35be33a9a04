//! Every text of a diagnosis that may name a host of the capture.

use crate::Checked;
use crate::diagnosis::Diagnosis;
use crate::disclose::Shown;
use crate::rules::Found;
use crate::weigh::{Cleared, Correction, ServerError};

/// Visits what a report says of a capture, in the order in which a reader meets it; constants of the program are left out.
pub(in crate::report) fn texts(checked: &mut Checked, visit: &mut dyn FnMut(&mut String)) {
    for login in &mut checked.logins {
        of_login(login, visit);
    }
    let inputs = checked.inputs.iter_mut().filter_map(|input| input.creator.as_mut());
    checked.creator.iter_mut().chain(inputs).for_each(&mut *visit);
    for note in &mut checked.notes {
        visit(&mut note.message);
    }
}

/// Visits the names of the inputs, and of the files inside of them.
pub(in crate::report) fn names(checked: &mut Checked, visit: &mut dyn FnMut(&mut String)) {
    checked.inputs.iter_mut().map(|input| &mut input.name).chain(&mut checked.files).for_each(visit);
}

fn of_login(login: &mut Diagnosis, visit: &mut dyn FnMut(&mut String)) {
    login.server.iter_mut().for_each(&mut *visit);
    login.refused_by.iter_mut().for_each(|refused| visit(&mut refused.host));
    for finding in &mut login.findings {
        of_finding(&mut finding.found, visit);
    }
    if let Some(ServerError { error, description, .. }) = &mut login.server_error {
        description.iter_mut().chain(error).for_each(&mut *visit);
    }
    for step in &mut login.steps {
        step.url.iter_mut().for_each(&mut *visit);
        for frame in &mut step.sent_by {
            visit(&mut frame.script);
        }
    }
    for Correction { diff, curl, needs, .. } in &mut login.corrections {
        diff.iter_mut().map(|(_, line)| line).chain([curl]).chain(needs).for_each(&mut *visit);
    }
    login.client_id.iter_mut().chain(&mut login.next).for_each(&mut *visit);
    login.differential.iter_mut().for_each(|row| visit(&mut row.reason));
    login.proof.iter_mut().flat_map(|proof| &mut proof.missing).for_each(&mut *visit);
    let mut cleared: Vec<Cleared> = login.cleared.to_vec();
    cleared.iter_mut().filter_map(|cleared| cleared.missing.as_mut()).for_each(&mut *visit);
    // Logins share equal lists, which stay shared where nothing is renamed.
    if *cleared != *login.cleared {
        login.cleared = cleared.into();
    }
}

fn of_finding(found: &mut Found, visit: &mut dyn FnMut(&mut String)) {
    for evidence in &mut found.evidence {
        if let Shown::Public(value) = &mut evidence.value {
            visit(value);
        }
        visit(&mut evidence.label);
    }
    let explained = found.explanation.iter_mut().map(|explanation| &mut explanation.text);
    [&mut found.message].into_iter().chain(&mut found.fix).chain(explained).for_each(visit);
}

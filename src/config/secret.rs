//! Passwords and tokens: written in place, or read from the environment or a file.

use super::fault::{Source, Span};
use super::section::Section;
use secrecy::SecretString;
use std::fs::File;
use std::io::{ErrorKind, Read};
use toml::Spanned;
use toml::de::DeValue;

/// A secret's file is smaller than this, or it is the wrong file.
const LARGEST: u64 = 64 * 1_024;

impl Section<'_> {
    /// A secret, if it is there.
    pub fn secret(&self, key: &'static str) -> Option<Spanned<SecretString>> {
        self.find(key).and_then(|value| self.secret_of(value))
    }

    /// A secret; a fault when it is missing.
    pub fn needed_secret(&self, key: &'static str) -> Option<Spanned<SecretString>> {
        let found = self.find(key);
        if found.is_none() {
            self.missing(
                key,
                &format!("{key} = {{ env = \"NAME\" }} or {{ file = \"PATH\" }}"),
            );
        }
        found.and_then(|value| self.secret_of(value))
    }

    /// What a value means as a secret.
    pub fn secret_of(&self, value: &Spanned<DeValue<'_>>) -> Option<Spanned<SecretString>> {
        let found = match value.get_ref() {
            DeValue::String(text) => {
                self.source.hide(value.span());
                Ok(text.trim().to_owned())
            }
            DeValue::Table(table) => {
                return self.elsewhere(Section::new(self.source, "a secret", value.span(), table));
            }
            _ => {
                self.source.hide(value.span());
                self.wrong(value, "text in quotes, { env = \"NAME\" } or { file = \"PATH\" }");
                return None;
            }
        };
        accept(self.source, value.span(), found)
    }

    fn elsewhere(&self, place: Section<'_>) -> Option<Spanned<SecretString>> {
        let (env, file) = (place.text("env"), place.text("file"));
        let at = place.at.clone();
        if !place.done() {
            return None;
        }
        match (env, file) {
            (Some(name), None) => {
                let found = (self.source.env)(name.get_ref());
                let found = found.ok_or_else(|| {
                    format!(
                        "The environment has no variable {}. Set it before liaison starts.",
                        name.get_ref()
                    )
                });
                accept(self.source, name.span(), found)
            }
            (None, Some(path)) => accept(self.source, path.span(), read(self.source, path.get_ref())),
            _ => {
                self.source.fault(
                    at,
                    "A secret is text in quotes, { env = \"NAME\" } or { file = \"PATH\" }.",
                );
                None
            }
        }
    }
}

fn accept(source: &Source<'_>, at: Span, found: Result<String, String>) -> Option<Spanned<SecretString>> {
    let found = match found {
        Ok(text) if text.trim().is_empty() => Err("The secret is empty. Write it there.".to_owned()),
        other => other,
    };
    match found {
        Ok(text) => Some(Spanned::new(at, SecretString::from(text.trim()))),
        Err(why) => {
            source.fault(at, why);
            None
        }
    }
}

/// Reads a secret's file; its path counts from the settings' folder.
fn read(source: &Source<'_>, path: &str) -> Result<String, String> {
    let path = source.folder().join(path);
    let shown = path.display();
    let file = File::open(&path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => format!("There is no file {shown}. Write the secret in it."),
        ErrorKind::PermissionDenied => {
            format!("The file {shown} may not be read by the user that runs liaison.")
        }
        _ => format!("The file {shown} can't be read."),
    })?;
    let mut text = String::new();
    match file.take(LARGEST).read_to_string(&mut text) {
        Ok(size) if (size as u64) < LARGEST => Ok(text),
        Ok(_) => Err(format!("The file {shown} is too large for a secret.")),
        Err(_) => Err(format!("The file {shown} can't be read as text.")),
    }
}

//! The HTTP face: reads a request, meets the fault that waits for it, asks the
//! routes, and keeps the books: limits, violations, the recording.

use super::Discord;
use super::call::Call;
use super::faults::Fault;
use super::gateway;
use super::refusal::Refused;
use super::routes;
use super::wire::{Doors, Scissors};
use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::Value;
use tokio::net::TcpListener;

/// Serves until the test ends.
pub(super) fn run(listener: TcpListener, discord: Discord) {
    let router = Router::new()
        .route("/socket", get(gateway::connect))
        .route("/socket/", get(gateway::connect))
        .fallback(serve)
        .with_state(discord);
    let service = router.into_make_service_with_connect_info::<Scissors>();
    tokio::spawn(async move { axum::serve(Doors(listener), service).await });
}

/// What goes back over the wire.
struct Reply {
    status: StatusCode,
    body: Value,
    headers: Vec<(&'static str, String)>,
}

impl From<Refused> for Reply {
    fn from(refused: Refused) -> Self {
        Self {
            status: refused.status,
            body: refused.body,
            headers: refused.headers,
        }
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let text = match self.body {
            Value::Null => String::new(),
            body => body.to_string(),
        };
        let mut response = (self.status, text).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for (name, value) in self.headers {
            let value = HeaderValue::from_str(&value).expect("digits and words");
            headers.insert(HeaderName::from_static(name), value);
        }
        response
    }
}

async fn serve(
    State(discord): State<Discord>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: Request,
) -> Response {
    let call = match Call::read(request).await {
        Ok(call) => call,
        Err(unread) => {
            let (call, refused) = *unread;
            return discord.refuse(&call, refused).into_response();
        }
    };
    let fault = discord.kept().faults.take(&call);
    if fault.is_some() {
        discord.kept().excuse(&call);
    }
    let reply = match fault {
        None => discord.answer(&call),
        Some(fault) => discord.fail(&call, fault, &scissors).await,
    };
    reply.into_response()
}

impl Discord {
    /// Does what is asked, or says why not.
    fn answer(&self, call: &Call) -> Reply {
        let passed = {
            let mut kept = self.kept();
            let now = kept.now();
            kept.rates.pass(call, now)
        };
        let headers = match passed {
            Ok(headers) => headers,
            Err(refused) => return self.refuse(call, refused),
        };
        let done = routes::answer(&mut self.kept(), call, &self.gateway_address());
        match done {
            Ok((status, body)) => {
                self.note(call, status);
                Reply {
                    status,
                    body,
                    headers,
                }
            }
            Err(refused) => self.refuse(call, refused),
        }
    }

    fn refuse(&self, call: &Call, refused: Refused) -> Reply {
        {
            let mut kept = self.kept();
            let now = kept.now();
            if let Some(banned) = kept.rates.count(&refused, now) {
                kept.complain(banned);
            }
            if !refused.forgiven && !kept.permitted.contains(&refused.code) {
                let words = refused.in_words();
                kept.complain(format!("{} {}: {words}", call.method, call.path));
            }
        }
        self.note(call, refused.status);
        refused.into()
    }

    fn note(&self, call: &Call, status: StatusCode) {
        self.change(|kept| {
            kept.calls.push((call.method.clone(), call.path.clone()));
            kept.record
                .write(&call.method, &call.address, &call.body, status.as_u16());
        });
    }

    async fn fail(&self, call: &Call, fault: Fault, scissors: &Scissors) -> Reply {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        let broken = || Refused::new(status, 0, "500: Internal Server Error").forgiven_if(true);
        match fault {
            Fault::RateLimited(seconds, scope) => {
                let refused = {
                    let mut kept = self.kept();
                    let now = kept.now();
                    kept.rates.close(call, seconds, scope, now)
                };
                self.refuse(call, refused)
            }
            Fault::Internal => self.refuse(call, broken()),
            Fault::InternalAfter => {
                self.answer(call);
                broken().into()
            }
            Fault::Reset => {
                scissors.cut();
                self.refuse(call, broken())
            }
            Fault::ResetAfter => {
                let reply = self.answer(call);
                scissors.cut();
                reply
            }
            Fault::Error(status, code) => {
                let status = StatusCode::from_u16(status).expect("a status");
                self.refuse(
                    call,
                    Refused::new(status, code, "As the story wants").forgiven_if(true),
                )
            }
            Fault::Stall(time) => {
                tokio::time::sleep(time).await;
                self.answer(call)
            }
            Fault::StallAfter(time) => {
                let reply = self.answer(call);
                tokio::time::sleep(time).await;
                reply
            }
        }
    }
}

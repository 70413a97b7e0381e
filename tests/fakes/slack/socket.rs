//! Socket Mode: addresses for one use, each envelope to one of the open
//! sockets, acknowledged exactly once and in time.

use super::call::{Call, Done, Refused};
use super::delivery::{Delivery, Kind, Unanswered};
use super::state::State;
use super::{APP, Slack};
use axum::extract;
use axum::extract::ws::{Message as Frame, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

/// So many sockets an app may have.
const MOST: usize = 10;
/// After a `disconnect` the socket stays open so long.
const GRACE: Duration = Duration::from_secs(1);

/// What the server does to a socket.
enum Order {
    Say(Value),
    /// Say it, and close a moment later.
    SayAndClose(Value),
    /// Cut the line.
    Drop,
    /// Neither hear nor say anything any more.
    Freeze,
}

struct Socket {
    id: u64,
    out: UnboundedSender<Order>,
    /// It was told to go; nothing new is sent there.
    leaving: bool,
}

struct Pending {
    socket: u64,
    takes_answer: bool,
    answer: oneshot::Sender<Result<Option<Value>, Unanswered>>,
}

#[derive(Default)]
pub(super) struct Sockets {
    open: Vec<Socket>,
    turn: usize,
    opened: u64,
    tickets: BTreeSet<String>,
    /// Sockets are turned away at the door.
    refusing: bool,
    pending: HashMap<String, Pending>,
    acknowledged: BTreeSet<String>,
    /// Asked for the answer, and it did not come in time.
    late: BTreeSet<String>,
}

impl State {
    pub fn open_connection(&mut self, call: &Call) -> Done {
        if self.sockets.open.len() >= MOST {
            return Err(Refused::new("too_many_websockets"));
        }
        let ticket = self.id("ticket");
        self.sockets.tickets.insert(ticket.clone());
        let host = call.base.trim_start_matches("http://");
        Ok(json!({ "url": format!("ws://{host}/link?ticket={ticket}&app_id={APP}") }))
    }

    /// Whether the app can be reached.
    pub fn reachable(&self) -> bool {
        self.deliver_to.is_some() || self.sockets.open.iter().any(|socket| !socket.leaving)
    }

    fn acknowledge(&mut self, socket: u64, text: &str) {
        let said = serde_json::from_str::<Value>(text).unwrap_or_default();
        let Some(envelope) = said["envelope_id"].as_str() else {
            return self.violation("socket: a frame without an envelope_id");
        };
        if self.sockets.acknowledged.contains(envelope) {
            return self.violation("socket: an envelope was acknowledged twice");
        }
        let Some(pending) = self.sockets.pending.remove(envelope) else {
            let late = self.sockets.late.remove(envelope);
            let what = if late {
                "acknowledged after three seconds"
            } else {
                "acknowledged, but never sent"
            };
            return self.violation(format!("socket: an envelope was {what}"));
        };
        self.sockets.acknowledged.insert(envelope.to_owned());
        if pending.socket != socket {
            self.violation("socket: an envelope was acknowledged on another socket");
        }
        let payload = said.get("payload").filter(|payload| !payload.is_null()).cloned();
        if payload.is_some() && !pending.takes_answer {
            self.violation("socket: an acknowledgement with a payload that nobody asked for");
        }
        // Whoever waited may have gone; then nobody wants to know.
        pending.answer.send(Ok(payload)).ok();
    }

    fn closed(&mut self, id: u64) {
        self.sockets.open.retain(|socket| socket.id != id);
        let lost = self.sockets.pending.extract_if(|_, pending| pending.socket == id);
        for (_, pending) in lost {
            pending.answer.send(Err(Unanswered::Closed)).ok();
        }
    }

    fn order(&mut self, leaving: bool, order: impl Fn() -> Order) {
        for socket in &mut self.sockets.open {
            socket.leaving |= leaving;
            socket.out.send(order()).ok();
        }
    }
}

impl Slack {
    /// Waits until so many sockets are open.
    pub async fn connected(&self, sockets: usize) {
        let missing = format!("{sockets} open sockets");
        let open = |state: &mut State| state.sockets.open.iter().filter(|socket| !socket.leaving).count();
        self.until(&missing, |state| (open(state) >= sockets).then_some(()))
            .await;
    }

    /// How many sockets are open.
    pub fn sockets(&self) -> usize {
        self.state().sockets.open.len()
    }

    /// Cuts every socket without a word.
    pub fn drop_sockets(&self) {
        self.change(|state| state.order(true, || Order::Drop));
    }

    /// Sockets stay open, but nothing goes through them any more.
    pub fn freeze_sockets(&self) {
        self.change(|state| state.order(true, || Order::Freeze));
    }

    /// Tells every socket that it will be closed in a while.
    pub fn warn_sockets(&self) {
        self.change(|state| state.order(false, || Order::Say(disconnect("warning"))));
    }

    /// Tells every socket to be replaced, and closes it a moment later.
    pub fn refresh_sockets(&self) {
        self.change(|state| state.order(true, || Order::SayAndClose(disconnect("refresh_requested"))));
    }

    /// New sockets are turned away, or welcome again.
    pub fn refuse_sockets(&self, refusing: bool) {
        self.change(|state| state.sockets.refusing = refusing);
    }

    /// Sends an envelope to one of the sockets.
    pub(super) async fn send(&self, delivery: &Delivery) -> Result<Option<Value>, Unanswered> {
        let (answer, wait) = oneshot::channel();
        let takes_answer = delivery.takes_answer();
        let sent = self.change(|state| {
            let envelope = state.id("envelope-");
            let sockets = &mut state.sockets;
            sockets.turn += 1;
            let ready = sockets
                .open
                .iter()
                .filter(|socket| !socket.leaving)
                .collect::<Vec<_>>();
            let socket = ready.get(sockets.turn % ready.len().max(1))?;
            let pending = Pending {
                socket: socket.id,
                takes_answer,
                answer,
            };
            socket.out.send(Order::Say(wrapped(delivery, &envelope))).ok()?;
            sockets.pending.insert(envelope.clone(), pending);
            Some(envelope)
        });
        let envelope = sent.ok_or(Unanswered::NoSocket)?;
        match tokio::time::timeout(self.patience(), wait).await {
            Ok(answer) => answer.unwrap_or(Err(Unanswered::Closed)),
            Err(_) => {
                self.change(|state| {
                    state.sockets.pending.remove(&envelope);
                    state.sockets.late.insert(envelope);
                    state.violation(format!(
                        "socket: {:?} was not acknowledged in three seconds",
                        delivery.kind
                    ));
                });
                Err(Unanswered::TooLate)
            }
        }
    }
}

fn wrapped(delivery: &Delivery, envelope: &str) -> Value {
    let kind = match delivery.kind {
        Kind::Command => "slash_commands",
        Kind::Interactive => "interactive",
        Kind::Event => "events_api",
    };
    let mut frame = json!({
        "type": kind, "envelope_id": envelope, "payload": delivery.payload,
        "accepts_response_payload": delivery.takes_answer(),
    });
    if delivery.kind == Kind::Event {
        let (attempt, reason) = delivery.retry.unwrap_or((0, ""));
        frame["retry_attempt"] = json!(attempt);
        frame["retry_reason"] = json!(reason);
    }
    frame
}

fn debug_info() -> Value {
    json!({ "host": "applink-fake", "build_number": 1, "approximate_connection_time": 18_060 })
}

fn disconnect(reason: &str) -> Value {
    json!({ "type": "disconnect", "reason": reason, "debug_info": debug_info() })
}

/// Lets a socket in that has a ticket.
pub(super) async fn serve(
    extract::State(slack): extract::State<Slack>,
    extract::Query(query): extract::Query<HashMap<String, String>>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let ticket = query.get("ticket").cloned().unwrap_or_default();
    let (refusing, known) = slack.change(|state| {
        let known = state.sockets.tickets.remove(&ticket);
        if !known {
            state.violation("socket: an address was used twice, or never handed out");
        }
        (state.sockets.refusing, known)
    });
    if refusing || !known {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    upgrade.on_upgrade(move |socket| talk(slack, socket))
}

async fn talk(slack: Slack, mut socket: WebSocket) {
    let (out, orders) = unbounded_channel();
    let (id, count) = slack.state().welcome(out);
    let hello = json!({
        "type": "hello", "num_connections": count, "connection_info": { "app_id": APP }, "debug_info": debug_info(),
    });
    if socket.send(text(&hello)).await.is_ok() {
        slack.change(|state| {
            for socket in &mut state.sockets.open {
                socket.leaving &= socket.id != id;
            }
        });
        slack.deliver_owed();
        converse(&slack, id, &mut socket, orders).await;
    }
    slack.change(|state| state.closed(id));
}

impl State {
    /// A socket that gets nothing before it was greeted.
    fn welcome(&mut self, out: UnboundedSender<Order>) -> (u64, usize) {
        self.sockets.opened += 1;
        let id = self.sockets.opened;
        self.sockets.open.push(Socket {
            id,
            out,
            leaving: true,
        });
        (id, self.sockets.open.len())
    }
}

async fn converse(slack: &Slack, id: u64, socket: &mut WebSocket, mut orders: UnboundedReceiver<Order>) {
    loop {
        tokio::select! {
            order = orders.recv() => match order {
                Some(Order::Say(frame)) => {
                    if socket.send(text(&frame)).await.is_err() {
                        return;
                    }
                }
                Some(Order::SayAndClose(frame)) => {
                    socket.send(text(&frame)).await.ok();
                    let listening = async { while hear(slack, id, socket).await {} };
                    tokio::time::timeout(GRACE, listening).await.ok();
                    return;
                }
                Some(Order::Freeze) => std::future::pending().await,
                Some(Order::Drop) | None => return,
            },
            heard = hear(slack, id, socket) => if !heard {
                return;
            },
        }
    }
}

/// One frame of the app; false when there will be no more.
async fn hear(slack: &Slack, id: u64, socket: &mut WebSocket) -> bool {
    match socket.recv().await {
        Some(Ok(Frame::Text(text))) => slack.change(|state| state.acknowledge(id, text.as_str())),
        Some(Ok(Frame::Binary(_))) => slack.change(|state| state.violation("socket: a binary frame")),
        Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => {}
        Some(Ok(Frame::Close(_)) | Err(_)) | None => return false,
    }
    true
}

fn text(frame: &Value) -> Frame {
    Frame::Text(frame.to_string().into())
}

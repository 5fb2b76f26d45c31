//! One origin for people: the service behind a reverse proxy, as CloudFront is in the cloud, and beside it the pages
//! that only a local stack has.

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Path, Query, Request, State},
    http::{HeaderName, StatusCode, header},
    response::{Html, IntoResponse as _, Json, Redirect, Response},
    routing::{any, get, post},
};

use crate::{
    demo::{self, agreement},
    inbox, pages,
    place::Place,
};

/// The largest request body that API Gateway takes.
const LARGEST: usize = 10 * 1024 * 1024;

#[derive(Clone)]
struct Server {
    place: Place,
    client: reqwest::Client,
}

/// Serves on the loopback until it is stopped.
pub(crate) async fn serve(place: &Place) -> Result<(), String> {
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build();
    let server = Server {
        place: place.clone(),
        client: client.map_err(|error| error.to_string())?,
    };
    let app =
        Router::new()
            .route("/", get(start))
            .route("/demo/{flow}", post(send_sample))
            .route(
                "/sample.pdf",
                get(|| async {
                    (
                        [(header::CONTENT_TYPE, "application/pdf")],
                        agreement::agreement(),
                    )
                }),
            )
            .route(
                "/inbox",
                get(|State(server): State<Server>| async move {
                    Html(pages::inbox(&inbox::read(&server.place).await))
                }),
            )
            .route(
                "/inbox.json",
                get(|State(server): State<Server>| async move {
                    Json(inbox::read(&server.place).await)
                }),
            )
            .route("/root.pem", get(root))
            .fallback(any(forward))
            .with_state(server);
    let address = std::net::SocketAddr::from(([127, 0, 0, 1], place.port));
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .map_err(|error| format!("port {} cannot be listened on: {error}", place.port))?;
    axum::serve(listener, app)
        .await
        .map_err(|error| error.to_string())
}

/// The start page; a direct flow that began there comes back to it.
async fn start(State(server): State<Server>, Query(back): Query<Back>) -> Html<String> {
    Html(pages::start(&server.place, back.back.as_deref()))
}

#[derive(serde::Deserialize)]
struct Back {
    back: Option<String>,
}

/// Sends the sample agreement by this flow, and leads to where it goes on.
async fn send_sample(State(server): State<Server>, Path(flow): Path<demo::Flow>) -> Response {
    match demo::send_sample(&server.place, flow).await {
        Ok(to) => Redirect::to(&to).into_response(),
        Err(error) => (
            StatusCode::BAD_GATEWAY,
            format!("The sample could not be sent: {error}\n"),
        )
            .into_response(),
    }
}

async fn root(State(server): State<Server>) -> Response {
    match server.place.read_state("root.pem") {
        Some(pem) => ([(header::CONTENT_TYPE, "application/x-pem-file")], pem).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Hands a request to the HTTP API and its answer back; only what belongs to one connection is left out.
async fn forward(State(server): State<Server>, request: Request) -> Response {
    match try_forward(&server, request).await {
        Ok(response) => response,
        Err(error) => (
            StatusCode::BAD_GATEWAY,
            format!("The local stack does not answer: {error}\n"),
        )
            .into_response(),
    }
}

async fn try_forward(server: &Server, request: Request) -> Result<Response, String> {
    let api = pages::output(&server.place, "Api").ok_or("nothing is deployed")?;
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str())
        .to_owned();
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST)
        .await
        .map_err(|error| error.to_string())?;
    let mut onward = server
        .client
        .request(parts.method, format!("{}{path}", server.place.emulator()))
        .header(
            header::HOST,
            format!("{api}.execute-api.localhost:{}", server.place.emulator_port),
        )
        .body(body);
    for (name, value) in parts
        .headers
        .iter()
        .filter(|(name, _)| **name != header::HOST && !is_hop(name))
    {
        onward = onward.header(name, value);
    }
    let answer = onward.send().await.map_err(|error| error.to_string())?;
    let mut response = Response::builder().status(answer.status());
    for (name, value) in answer.headers().iter().filter(|(name, _)| !is_hop(name)) {
        response = response.header(name, value);
    }
    let body = answer.bytes().await.map_err(|error| error.to_string())?;
    response
        .body(Body::from(body))
        .map_err(|error| error.to_string())
}

/// Whether a header is about one connection (RFC 9110 section 7.6.1), or set anew by whoever sends the body on.
fn is_hop(name: &HeaderName) -> bool {
    matches!(
        name.as_str(),
        "connection"
            | "keep-alive"
            | "proxy-connection"
            | "te"
            | "trailer"
            | "transfer-encoding"
            | "upgrade"
            | "content-length"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_and_keys_are_handed_on_and_connections_are_not() {
        assert!(
            !is_hop(&header::COOKIE)
                && !is_hop(&header::SET_COOKIE)
                && !is_hop(&header::AUTHORIZATION)
        );
        assert!(is_hop(&header::CONNECTION) && is_hop(&header::TRANSFER_ENCODING));
    }
}

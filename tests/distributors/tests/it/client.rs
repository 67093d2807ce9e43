//! A client that knows how to log in, and nothing else.

use std::time::Duration;

use seatwise_distributors::{
    Running, Sherweb, SherwebCredentials, SherwebOptions, StreamOne, StreamOneCredentials,
    StreamOneOptions, WorldOptions,
};
use serde_json::Value;

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

pub(crate) fn http() -> reqwest::Client {
    // Building a client needs a TLS implementation, though nothing here speaks TLS.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(20))
        .no_proxy()
        .build()
        .unwrap()
}

pub(crate) async fn finish(request: reqwest::RequestBuilder) -> reqwest::Result<Answer> {
    let response = request.send().await?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Ok(Answer {
        status,
        headers,
        body: response.text().await?,
    })
}

pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// A client of a simulated Sherweb, logged in for the service provider interface.
pub(crate) struct SherwebClient {
    pub(crate) server: Running<SherwebCredentials>,
    pub(crate) http: reqwest::Client,
    pub(crate) token: String,
}

impl SherwebClient {
    pub(crate) async fn new(options: SherwebOptions) -> Self {
        let server = Sherweb::start(options).await.unwrap();
        let mut client = Self {
            server,
            http: http(),
            token: String::new(),
        };
        client.token = client.login("service-provider").await;
        client
    }

    pub(crate) async fn of(world: WorldOptions) -> Self {
        Self::new(SherwebOptions {
            world,
            ..SherwebOptions::default()
        })
        .await
    }

    pub(crate) async fn login(&self, scope: &str) -> String {
        let answer = self
            .exchange(scope, &self.server.credentials().client_secret)
            .await;
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn exchange(&self, scope: &str, secret: &str) -> Answer {
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", &self.server.credentials().client_id),
            ("client_secret", secret),
            ("scope", scope),
        ];
        let request = self
            .request(reqwest::Method::POST, "/auth/oidc/connect/token")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form(&fields));
        finish(request).await.unwrap()
    }

    pub(crate) fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.server.base_url()))
            .header(
                "ocp-apim-subscription-key",
                &self.server.credentials().subscription_key,
            )
            .bearer_auth(&self.token)
    }

    pub(crate) async fn try_get(&self, path: &str) -> reqwest::Result<Answer> {
        finish(self.request(reqwest::Method::GET, path)).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.try_get(path).await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: &str) -> Answer {
        let request = self.request(reqwest::Method::POST, path);
        finish(
            request
                .header("content-type", "application/json")
                .body(body.to_owned()),
        )
        .await
        .unwrap()
    }

    pub(crate) fn customers(&self) -> Vec<String> {
        self.server.data(|world| {
            world
                .customers
                .iter()
                .map(|customer| customer.id.clone())
                .collect()
        })
    }
}

/// A client of a simulated StreamOne Ion, logged in.
pub(crate) struct StreamOneClient {
    pub(crate) server: Running<StreamOneCredentials>,
    pub(crate) http: reqwest::Client,
    pub(crate) token: String,
}

impl StreamOneClient {
    pub(crate) async fn new(options: StreamOneOptions) -> Self {
        let server = StreamOne::start(options).await.unwrap();
        let mut client = Self {
            server,
            http: http(),
            token: String::new(),
        };
        let refresh = client.server.credentials().refresh_token().unwrap();
        let answer = client.exchange(&refresh).await;
        client.token = answer.json()["access_token"].as_str().unwrap().to_owned();
        client
    }

    pub(crate) async fn of(world: WorldOptions) -> Self {
        Self::new(StreamOneOptions {
            world,
            ..StreamOneOptions::default()
        })
        .await
    }

    pub(crate) async fn exchange(&self, refresh: &str) -> Answer {
        self.try_exchange(refresh).await.unwrap()
    }

    pub(crate) async fn try_exchange(&self, refresh: &str) -> reqwest::Result<Answer> {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
        let request = self
            .http
            .post(format!("{}/oauth/token", self.server.base_url()))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form(&fields));
        finish(request).await
    }

    pub(crate) fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        let account = self.server.credentials().account_id();
        let url = format!("{}/api/v3/accounts/{account}{path}", self.server.base_url());
        self.http.request(method, url).bearer_auth(&self.token)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        finish(self.request(reqwest::Method::GET, path))
            .await
            .unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        finish(
            self.request(reqwest::Method::POST, path)
                .body(body.to_string()),
        )
        .await
        .unwrap()
    }
}

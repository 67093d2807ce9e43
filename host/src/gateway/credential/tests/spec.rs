//! Credentials that no manifest may declare.

use super::super::super::tests::support::*;
use super::issuer::*;
use crate::gateway::*;

#[test]
fn credentials_with_missing_foreign_or_dangerous_fields_are_refused() {
    let refused = |toml: &str| {
        let spec: CredentialSpec = toml::from_str(toml).unwrap();
        Credential::try_from(spec).unwrap_err().to_string()
    };
    let cases = [
        (
            SERVICE.replace("client_secret = \"client_secret\"", ""),
            "has no client_secret",
        ),
        (
            SERVICE.replace("scope =", "prefix ="),
            "has prefix, which the scheme oauth2-client-credentials does not know",
        ),
        (
            SERVICE.replace("oauth2-client-credentials", "oauth1"),
            "has the scheme \"oauth1\"",
        ),
        (SERVICE.replace("/oauth/token", "oauth/token"), "token_path"),
        (
            SERVICE.replace("/oauth/token", "/a/../oauth/token"),
            "token_path",
        ),
        (
            SERVICE.replace("/oauth/token", "/oauth/token?x"),
            "token_path",
        ),
        (
            SERVICE.replace("Ocp-Apim-Subscription-Key", "Host"),
            "adds the header \"Host\"",
        ),
        (
            SERVICE.replace("Ocp-Apim-Subscription-Key", "Authorization"),
            "adds the header",
        ),
        (
            SERVICE.replace("Ocp-Apim-Subscription-Key", "a b"),
            "adds the header",
        ),
        (API_KEY.replace("X-Api-Key", "Cookie"), "adds the header"),
        (
            SERVICE.replace("scope =", "token_body = \"xml\"\nscope ="),
            "has the token_body \"xml\"; it must be form or json",
        ),
        (
            format!("{SERVICE}[[token_fields]]\nname = \"client_id\"\nvalue = \"x\""),
            "has the token field \"client_id\", which must be a name that the request does not have yet",
        ),
        (
            format!("{SERVICE}[[token_fields]]\nname = \"audience\""),
            "must have either a setting or a value",
        ),
        (
            format!("{SERVICE}[[token_fields]]\nname = \"a\"\nsetting = \"a\"\nvalue = \"a\""),
            "must have either a setting or a value",
        ),
        (
            ROTATING.replace("client_id =", "token_body = \"json\"\nclient_id ="),
            "has token_body, which the scheme oauth2-refresh-token does not know",
        ),
        (
            ROTATING.replace("client_id =", "renew_after_days = 0\nclient_id ="),
            "renew_after_days",
        ),
        (
            ROTATING.replace("client_id =", "lifetime_days = 14\nclient_id ="),
            "renew_after_days",
        ),
    ];
    for (toml, expected) in cases {
        let message = refused(&toml);
        assert!(message.contains(expected), "{message}");
    }
    assert!(toml::from_str::<CredentialSpec>(&format!("{API_KEY}\nextra = 1")).is_err());
    let bearer: CredentialSpec =
        toml::from_str(&API_KEY.replace("X-Api-Key", "Authorization")).unwrap();
    assert!(Credential::try_from(bearer).is_ok());
}

//! A feed that is listed by http and answers by https as well: one port of loopback that speaks both.

mod harness;

use harness::{Publication, Server, feed};
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    sync::Arc,
};
use tokio_rustls::rustls::{self, ServerConfig, ServerConnection, StreamOwned, pki_types::pem::PemObject};

const TLS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tls");

/// Answers every request, plain or encrypted, with `body`.
fn both(body: impl Fn(bool) -> String + Send + Sync + 'static) -> SocketAddr {
    let folder = Path::new(TLS);
    let cert = rustls::pki_types::CertificateDer::from_pem_file(folder.join("cert.pem")).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::from_pem_file(folder.join("key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(vec![cert], key).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let body = Arc::new(body);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let (config, body) = (config.clone(), body.clone());
            std::thread::spawn(move || {
                let mut first = [0];
                // A TLS handshake starts with this byte.
                let secure = stream.peek(&mut first).is_ok() && first[0] == 0x16;
                let body = body(secure);
                if secure {
                    answer(&mut StreamOwned::new(ServerConnection::new(config).unwrap(), stream), &body);
                } else {
                    answer(&mut { stream } as &mut TcpStream, &body);
                }
            });
        }
    });
    address
}

fn answer(stream: &mut (impl Read + Write), body: &str) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return,
        }
    }
    let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
    let _ = stream.flush();
}

#[test]
fn a_feed_that_answers_by_https_is_written_so() {
    let server = Server::start();
    let day = jiff::Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date().yesterday().unwrap().to_string();
    let text = feed(&server, "Safe", &day, &[("one", "/one.txt")]);
    let other = feed(&server, "Another", &day, &[("one", "/one.txt")]);
    let (same, different) = (both(move |_| text.clone()), {
        let text = feed(&server, "Safe", &day, &[("one", "/one.txt")]);
        both(move |secure| if secure { other.clone() } else { text.clone() })
    });
    let list = format!("# mine\n- url: http://{same}/f  # safe\n- url: http://{different}/f\n- url: {}\n", server.url("/plain.xml"));
    server.page("/plain.xml", feed(&server, "Plain", &day, &[("one", "/one.txt")]));
    let publication = Publication::new(&[]);
    publication.write("content/feeds.yaml", &list);
    let trusted = [("SSL_CERT_FILE", format!("{TLS}/cert.pem"))];
    let trusted = trusted.each_ref().map(|(name, file)| (*name, file.as_str()));
    let ran = publication.run_with(&["feeds", "check"], &trusted).ends_with(3).says("3 feeds: 2 well, 1 to look after");
    assert!(ran.out.contains("answers by https as well") && ran.out.contains("content/feeds.yaml:2: Safe"), "{}", ran.out);
    publication.run_with(&["feeds", "check", "--fix"], &trusted).ends_with(0).says("Fixed 1 address");
    assert_eq!(publication.read("content/feeds.yaml"), list.replacen(&format!("http://{same}"), &format!("https://{same}"), 1));
    publication.run_with(&["feeds", "check"], &trusted).ends_with(0).says("3 feeds: 3 well");
}

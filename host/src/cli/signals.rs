//! What signals do to this process.

use super::exit::Exit;

/// Ends the process at the next signal that asks for it, whatever it does then. For the time after [`asked_to_stop`] was
/// waited for: once somebody has listened to a signal, it does nothing of its own accord any more.
pub(super) fn end_when_asked() {
    let (ready, listening) = std::sync::mpsc::channel();
    let spawned = std::thread::Builder::new().spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .build();
        let Ok(runtime) = runtime else { return };
        runtime.block_on(async {
            let asked = asked_to_stop();
            tokio::pin!(asked);
            // A signal counts from the first look on.
            let heard = tokio::select! {
                biased;
                heard = &mut asked => Some(heard),
                () = std::future::ready(()) => None,
            };
            let _ = ready.send(());
            let heard = match heard {
                Some(heard) => heard,
                None => asked.await,
            };
            if heard {
                std::process::exit(Exit::Interrupted.code().into());
            }
        });
    });
    if spawned.is_ok() {
        let _ = listening.recv();
    }
}

/// Waits for Ctrl-C, or for the signal by which service managers end a program. False where signals cannot
/// be heard.
pub(super) async fn asked_to_stop() -> bool {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            return tokio::signal::ctrl_c().await.is_ok();
        };
        tokio::select! {
            heard = tokio::signal::ctrl_c() => heard.is_ok(),
            heard = terminate.recv() => heard.is_some(),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.is_ok()
}

/// Lets a write fail that would make a file larger than this process may make one, so that it can be told: the system
/// would end the process without a word. For the program; a library must not change its process.
pub fn outlive_file_limits() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .build();
        // Where signals cannot be heard, it is as it was.
        if let Ok(runtime) = runtime {
            let _entered = runtime.enter();
            let kind = SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw());
            // Who has listened once replaces what the system does, until the process ends.
            let _ = signal(kind);
        }
    }
}

package io.isotherm.security;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may come in, for HTTP, Socket.IO and MQTT.
 *
 * <p>On a loopback address nobody signs in, but browsers are held to {@link SourceRule}. On any other address, and
 * wherever a token file is given, the administrator's token is asked for: as {@code Authorization: Bearer}, in the
 * Socket.IO handshake, as MQTT's password, or once by a browser in exchange for a session cookie.
 *
 * <p>Devices, gateways and agents have tokens of their own ({@link Tokens}). Such a token opens the ways in for readings
 * ({@link SenderPaths}) and nothing else, in whatever form its kind of client shows it ({@link Credentials}). Who shows
 * one is held to it on loopback too, so that it can be tried out there; a token that is unknown is as good as none there.
 *
 * <p>Wrong tokens are answered ever more slowly ({@link FailureLimit}). Signing in then has to wait even with the right
 * token. Elsewhere the right token is always taken: one sensor with an old token must not keep out the others that share
 * its address, and it is the token's length that keeps guessers out.
 */
public final class Access {
    private static final Logger LOG = LoggerFactory.getLogger(Access.class);

    /** The name of the session cookie. */
    public static final String COOKIE = "isotherm_session";

    private static final Caller ADMINISTRATOR = new Caller.Administrator();

    private final SourceRule sources;
    private final TrustedProxies proxies;
    private final @Nullable AdminToken token;
    private final @Nullable Tokens senders;
    private final Sessions sessions;
    private final FailureLimit signIns;
    private final FailureLimit tokens;

    private Access(
            SourceRule sources,
            TrustedProxies proxies,
            @Nullable AdminToken token,
            @Nullable Tokens senders,
            Sessions sessions,
            FailureLimit signIns,
            FailureLimit tokens) {
        this.sources = sources;
        this.proxies = proxies;
        this.token = token;
        this.senders = senders;
        this.sessions = sessions;
        this.signIns = signIns;
        this.tokens = tokens;
    }

    /** @throws AccessException when the server would be open to strangers, or a setting is not fit */
    public static Access open(SecuritySettings settings, InstantSource clock) {
        boolean loopback = isLoopback(settings.listen());
        if (!loopback && settings.adminTokenFile().isEmpty()) {
            throw new AccessException("The address " + settings.listen() + " is reached from other machines, so the"
                    + " server needs an administrator's token of at least " + AdminToken.LEAST_LENGTH
                    + " characters: (umask 077; openssl rand -hex 32 > admin.token), then start with"
                    + " --admin-token-file admin.token (or ISOTHERM_ADMIN_TOKEN_FILE). Or listen on 127.0.0.1.");
        }
        List<HostPort> allowed = new ArrayList<>();
        for (String host : settings.allowedHosts()) {
            allowed.add(HostPort.parse(host)
                    .orElseThrow(() -> new AccessException("\"" + host
                            + "\" in --allowed-hosts is no host name: write names such as monitor.example.com, or"
                            + " monitor.example.com:8443.")));
        }
        AdminToken token = settings.adminTokenFile().map(AdminToken::read).orElse(null);
        return new Access(
                new SourceRule(loopback, allowed),
                settings.proxies(),
                token,
                null,
                // Where nobody signs in, nobody has a session.
                new Sessions(clock, token == null ? new byte[32] : token.key("browser session")),
                new FailureLimit(clock),
                new FailureLimit(clock));
    }

    /** The same, and senders may come in with tokens of their own. */
    public Access withSenders(Tokens senders) {
        return new Access(sources, proxies, token, senders, sessions, signIns, tokens);
    }

    /** The same, and a session that is signed out has ended for every process with the same store, for good. */
    public Access withEndedSessions(EndedSessions ended) {
        return new Access(sources, proxies, token, senders, sessions.keeping(ended), signIns, tokens);
    }

    /** What is looked at of a request. */
    public Visit visit(HttpServerRequest request, String path) {
        return Visit.of(request, path, proxies);
    }

    /** Whether anybody has to sign in. */
    public boolean signInRequired() {
        return token != null;
    }

    /** Whether the request comes from where it may: to be asked of every request, Socket.IO's included. */
    public Optional<Denial> checkSource(Visit visit) {
        return sources.check(visit);
    }

    /** Who asks, for HTTP; {@link #checkSource} comes first. */
    public Caller caller(Visit visit) {
        boolean takesReadings = SenderPaths.isOne(visit.method(), visit.path());
        Credentials given = takesReadings ? Credentials.ofSender(visit) : Credentials.bearer(visit.headers());
        Caller known = known(given);
        if (known instanceof Caller.Sender && !takesReadings) {
            return new Caller.Stranger(
                    Denial.of(403, "Only for sending", "This token is for sending readings: it opens nothing else."));
        }
        if (known != null) {
            return known;
        }
        if (token == null) {
            return ADMINISTRATOR;
        }
        if (!given.isEmpty()) {
            failed(visit.address());
            return wrongToken(visit.address(), takesReadings);
        }
        if (!hasSession(visit.headers())) {
            return new Caller.Stranger(Denial.of(
                    401,
                    "Sign in first",
                    "This needs the administrator's token: send it as \"Authorization: Bearer TOKEN\", or sign in on"
                            + " the page."));
        }
        // A browser adds the cookie to whatever a page makes it send.
        if (!visit.isSafe() && !SourceRule.isVouchedFor(visit)) {
            return new Caller.Stranger(Denial.of(
                    403,
                    "Cross-site request",
                    "A change with a session cookie needs a browser that sends Origin or Sec-Fetch-Site; programs send"
                            + " the token instead."));
        }
        return ADMINISTRATOR;
    }

    /** Whether the request may be answered without sign-in. Whoever answers shows strangers no more than they may see. */
    public static boolean isOpen(Visit visit) {
        boolean reads = visit.method().equals(HttpMethod.GET) || visit.method().equals(HttpMethod.HEAD);
        return switch (visit.path()) {
            case "/health/live", "/health/ready", "/api/v1/status" -> reads;
            // What InfluxDB's clients ask first, most of them without a token.
            case "/ping", "/health" -> reads;
            case "/api/v1/session" ->
                visit.method().equals(HttpMethod.POST) || visit.method().equals(HttpMethod.DELETE);
            // The token comes later, in the CONNECT packet: see admitsSocket.
            default -> visit.path().startsWith("/socket.io/");
        };
    }

    /** All in one, for a request to something that is not open to all. */
    public Optional<Denial> check(Visit visit) {
        return checkSource(visit).or(() -> switch (caller(visit)) {
            case Caller.Administrator _, Caller.Sender _ -> Optional.empty();
            case Caller.Stranger stranger -> Optional.of(stranger.denial());
        });
    }

    /** Whether a Socket.IO client may connect to a namespace, by {@code auth.token}, {@code Authorization} or cookie. */
    public boolean admitsSocket(MultiMap headers, @Nullable String authToken, String peer) {
        String address = proxies.client(peer, headers.getAll("X-Forwarded-For"));
        if (token == null) {
            return true;
        }
        List<String> given = authToken != null
                ? List.of(authToken)
                : Credentials.bearer(headers).headers();
        return given.isEmpty() ? hasSession(headers) : admits(given.getFirst(), address);
    }

    /** Whether a Socket.IO client that was admitted came by a session that was signed out since: it has to go. */
    public boolean isSignedOut(MultiMap headers, @Nullable String authToken) {
        return token != null
                && authToken == null
                && Credentials.bearer(headers).headers().isEmpty()
                && sessionIds(headers).stream().anyMatch(sessions::isEnded);
    }

    /** Whether this is the administrator's token; anything will do where nobody has to sign in. */
    public boolean admits(@Nullable String given, String address) {
        if (token == null || (given != null && isAdministrators(given))) {
            return true;
        }
        if (given != null) {
            failed(address);
        }
        return false;
    }

    /**
     * Who connects by MQTT. The token is the password, or the user as ThingsBoard's devices have it.
     *
     * @param user as shown; null where none is
     * @param password likewise
     */
    public Caller client(@Nullable String user, @Nullable String password, String address) {
        List<String> given =
                Stream.of(password, user).flatMap(Stream::ofNullable).toList();
        Caller known = known(new Credentials(given, List.of()));
        if (known != null) {
            return known;
        }
        if (token == null) {
            return ADMINISTRATOR;
        }
        if (!given.isEmpty()) {
            failed(address);
        }
        return wrongToken(address, true);
    }

    private @Nullable Caller known(Credentials given) {
        if (given.headers().stream().anyMatch(this::isAdministrators)) {
            return ADMINISTRATOR;
        }
        return senders == null
                ? null
                : Stream.concat(given.headers().stream(), given.address().stream())
                        .flatMap(secret -> senders.sender(secret).stream())
                        .findFirst()
                        .orElse(null);
    }

    private boolean isAdministrators(String given) {
        return token != null && given.length() <= AdminToken.MOST_LENGTH && token.matches(given);
    }

    private void failed(String address) {
        if (tokens.waitSeconds(address) == 0) {
            LOG.warn("wrong token: address={}", address);
            tokens.failed(address);
        }
    }

    /** @param secure whether the browser came by HTTPS, so that the cookie must not travel otherwise */
    public SignIn signIn(String given, String address, boolean secure) {
        if (token == null) {
            return new SignIn.Granted("");
        }
        int wait = signIns.waitSeconds(address);
        if (wait > 0) {
            return new SignIn.Refused(tooMany(wait));
        }
        if (given.length() > AdminToken.MOST_LENGTH || !token.matches(given)) {
            LOG.warn("sign-in failed: address={}", address);
            signIns.failed(address);
            return new SignIn.Refused(Denial.of(401, "Wrong token", "This is not the administrator's token."));
        }
        LOG.info("signed in: address={}", address);
        return new SignIn.Granted(cookie(sessions.start(), Sessions.LIFE.toSeconds(), secure));
    }

    /** The {@code Set-Cookie} that takes the cookie of a session away. */
    public static String noCookie(boolean secure) {
        return cookie("", 0, secure);
    }

    /**
     * Ends the session of these headers, if there is one: here at once, for all processes when this returns. Blocks.
     *
     * @throws io.isotherm.store.StoreException when the others do not know yet; they will when the store works again
     */
    public void signOut(MultiMap headers) {
        sessionIds(headers).forEach(sessions::end);
    }

    /**
     * Whether a browser came by HTTPS. A proxy says so in {@code X-Forwarded-Proto}; anybody may, but gains nothing by
     * it but a cookie that works less often.
     */
    public static boolean isSecure(boolean tls, MultiMap headers) {
        return tls || "https".equalsIgnoreCase(headers.get("X-Forwarded-Proto"));
    }

    private static String cookie(String value, long maxAgeSeconds, boolean secure) {
        return COOKIE + "=" + value + "; Path=/; Max-Age=" + maxAgeSeconds + "; HttpOnly; SameSite=Strict"
                + (secure ? "; Secure" : "");
    }

    private Caller wrongToken(String address, boolean takesReadings) {
        int wait = tokens.waitSeconds(address);
        String detail =
                takesReadings ? "This token is not known, or was revoked." : "This is not the administrator's token.";
        return new Caller.Stranger(wait > 0 ? tooMany(wait) : Denial.of(401, "Wrong token", detail));
    }

    private static Denial tooMany(int waitSeconds) {
        return new Denial(
                429,
                "Too many wrong tokens",
                "Too many wrong tokens came from this address: try again in " + waitSeconds + " s.",
                waitSeconds);
    }

    /** Whether the request is of a browser that is signed in; prolongs its session. */
    public boolean hasSession(MultiMap headers) {
        return sessionIds(headers).stream().anyMatch(sessions::touch);
    }

    // More than one where somebody else's page on a neighbouring port or path set its own: few, so none is left out.
    private static List<String> sessionIds(MultiMap headers) {
        return headers.getAll(HttpHeaders.COOKIE).stream()
                .flatMap(header -> Arrays.stream(header.split(";", -1)))
                .map(String::strip)
                .filter(pair -> pair.startsWith(COOKIE + "="))
                .map(pair -> pair.substring(COOKIE.length() + 1))
                .limit(4)
                .toList();
    }

    /** Whether only this machine reaches the address. */
    static boolean isLoopback(String listen) {
        String name =
                listen.startsWith("[") && listen.endsWith("]") ? listen.substring(1, listen.length() - 1) : listen;
        try {
            return !name.isBlank()
                    && Arrays.stream(InetAddress.getAllByName(name)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            throw new AccessException("The address " + listen
                    + " of --listen is not known on this machine: use 127.0.0.1, 0.0.0.0 for all, or one of its own.");
        }
    }
}

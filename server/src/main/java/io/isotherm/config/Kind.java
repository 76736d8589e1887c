package io.isotherm.config;

import io.isotherm.security.TrustedProxies;
import java.net.InetAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a setting may be.
 *
 * @param label stands for the value in the help: {@code PORT}
 * @param allowed completes the sentence "must be …"
 * @param parser throws {@link IllegalArgumentException} for what is not allowed; its message counts only where it is a
 *     {@link Refused}
 */
record Kind<T>(String label, String allowed, Function<String, T> parser) {
    /** The value is understood but not to be had; the message says why, instead of what is allowed. */
    static final class Refused extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Pattern HOST =
            Pattern.compile("([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|\\[[0-9a-f:.]{2,45}])(:\\d{1,5})?");

    static Kind<Long> wholeNumber(long least, long most) {
        String allowed = least == Long.MIN_VALUE ? "a whole number" : "a whole number from " + least + " to " + most;
        return new Kind<>("N", allowed, text -> inRange(Long.parseLong(text), least, most));
    }

    static Kind<Integer> count(int least, int most) {
        Kind<Long> number = wholeNumber(least, most);
        return new Kind<>("N", number.allowed, number.parser.andThen(Math::toIntExact));
    }

    static Kind<Integer> port() {
        return new Kind<>("PORT", "a whole number from 0 to 65535 (0 = any free port)", text ->
                (int) inRange(Long.parseLong(text), 0, 65_535));
    }

    static Kind<Double> decimal(double least, double most) {
        return new Kind<>("X", "a number from " + plain(least) + " to " + plain(most), text -> {
            if (!text.matches("[0-9]{1,12}(\\.[0-9]{1,12})?")) {
                throw new IllegalArgumentException(text);
            }
            double value = Double.parseDouble(text);
            if (value < least || value > most) {
                throw new IllegalArgumentException(text);
            }
            return value;
        });
    }

    static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
        String allowed = Arrays.stream(type.getEnumConstants()).map(Kind::word).collect(Collectors.joining(", "));
        return new Kind<>(
                allowed.replace(", ", "|"),
                "one of " + allowed,
                text -> Arrays.stream(type.getEnumConstants())
                        .filter(constant -> word(constant).equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(text)));
    }

    static Kind<Boolean> onOff() {
        return new Kind<>("on|off", "on or off", text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "on", "true", "yes" -> true;
            case "off", "false", "no" -> false;
            default -> throw new IllegalArgumentException(text);
        });
    }

    static Kind<Duration> duration(Duration least, Duration most) {
        String allowed = "a whole number with ms, s, m or h, from " + plain(least) + " to " + plain(most);
        return new Kind<>("TIME", allowed, text -> {
            Matcher matcher = DURATION.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(text);
            }
            long number = Long.parseLong(matcher.group(1));
            Duration value = switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
            };
            if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
                throw new IllegalArgumentException(text);
            }
            return value;
        });
    }

    static Kind<Path> path(String label, String allowed) {
        return new Kind<>(label, allowed, text -> {
            if (text.isBlank()) {
                throw new IllegalArgumentException(text);
            }
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException(e);
            }
        });
    }

    /** An address to listen on. No host names: what they resolve to decides whether strangers get in. */
    static Kind<String> address() {
        return new Kind<>("ADDR", "an IPv4 or IPv6 address of this machine, or localhost", text -> {
            if (!text.equals("localhost")) {
                InetAddress.ofLiteral(text);
            }
            return text;
        });
    }

    static Kind<List<String>> hosts() {
        String allowed = "host names separated by commas, such as temperatures.example.org, at most 100";
        return new Kind<>("LIST", allowed, text -> {
            if (text.isEmpty()) {
                return List.of();
            }
            List<String> hosts = Arrays.stream(text.toLowerCase(Locale.ROOT).split(",", -1))
                    .map(String::strip)
                    .distinct()
                    .toList();
            if (hosts.size() > 100 || !hosts.stream().allMatch(HOST.asMatchPredicate())) {
                throw new IllegalArgumentException(text);
            }
            return hosts;
        });
    }

    static Kind<List<String>> networks() {
        String allowed = "addresses or networks separated by commas, such as 10.0.0.0/8, at most 100";
        return new Kind<>("LIST", allowed, text -> {
            if (text.isEmpty()) {
                return List.of();
            }
            List<String> networks = Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .distinct()
                    .toList();
            if (networks.size() > 100) {
                throw new IllegalArgumentException(text);
            }
            TrustedProxies.of(networks);
            return networks;
        });
    }

    /** The same, or nothing where the text is empty. */
    Kind<Optional<T>> orNone() {
        return new Kind<>(label, allowed, text -> text.isEmpty() ? Optional.empty() : Optional.of(parser.apply(text)));
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static long inRange(long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(Long.toString(value));
        }
        return value;
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    private static String plain(Duration duration) {
        return duration.toMillis() % 3_600_000 == 0
                ? duration.toHours() + "h"
                : duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}

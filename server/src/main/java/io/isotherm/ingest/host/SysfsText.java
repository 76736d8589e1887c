package io.isotherm.ingest.host;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The texts of Linux' sysfs files, as described in the kernel's documentation: {@code hwmon/sysfs-interface},
 * {@code ABI/testing/sysfs-class-thermal}, {@code w1/slaves/w1_therm}. Pure.
 */
final class SysfsText {
    private SysfsText() {}

    /** Thousandths of a degree, as in {@code temp1_input}: a whole number and a line end. Empty where it is not. */
    static OptionalDouble millidegrees(String text) {
        OptionalLong number = wholeNumber(text.strip());
        return number.isPresent() ? OptionalDouble.of(number.getAsLong() / 1000.0) : OptionalDouble.empty();
    }

    /**
     * The two lines of {@code w1_slave}: the first ends in {@code YES} when the checksum matched, the second in
     * {@code t=} and thousandths of a degree. Empty where the checksum did not match: the number is an old one then.
     */
    static OptionalDouble w1Slave(String text) {
        String[] lines = text.strip().split("\\R", 3);
        if (lines.length != 2 || !lines[0].stripTrailing().endsWith(" YES") || !lines[0].contains("crc=")) {
            return OptionalDouble.empty();
        }
        int at = lines[1].indexOf(" t=");
        return at < 0 ? OptionalDouble.empty() : millidegrees(lines[1].substring(at + 3));
    }

    /** A text as part of a sensor's key: no slash, no control character, at most 60 characters; never empty. */
    static String keyPart(String text) {
        StringBuilder part = new StringBuilder();
        for (char c : text.strip().toCharArray()) {
            part.append(c == '/' || Character.isISOControl(c) || Character.isSurrogate(c) ? '-' : c);
        }
        if (part.isEmpty()) {
            return "-";
        }
        return part.substring(0, Math.min(60, part.length())).strip();
    }

    private static OptionalLong wholeNumber(String text) {
        // More digits than nine are not thousandths of a degree.
        if (!text.matches("-?[0-9]{1,9}")) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(text));
    }
}

package io.isotherm.store.series.codec;

/**
 * How values are written, as the octet at their head: the kind in bits 0 and 1, whether corrections and exceptions follow
 * in bits 2 and 3, the number of decimals in bits 4 to 7.
 */
record ValueKind(int kind, int digits, boolean corrected, boolean excepted) {
    static final int ALL_EQUAL = 0;
    static final int BIT_PATTERNS = 1;
    static final int DECIMALS = 2;
    static final int FLOAT_DECIMALS = 3;

    static final ValueKind EQUAL = new ValueKind(ALL_EQUAL, 0, false, false);
    static final ValueKind PATTERNS = new ValueKind(BIT_PATTERNS, 0, false, false);

    private static final int KIND = 3;
    private static final int CORRECTED = 4;
    private static final int EXCEPTED = 8;
    private static final int DIGITS_SHIFT = 4;

    static ValueKind decimals(int digits) {
        return new ValueKind(DECIMALS, digits, false, false);
    }

    static ValueKind floatDecimals(int digits) {
        return new ValueKind(FLOAT_DECIMALS, digits, false, false);
    }

    static ValueKind of(int octet) {
        int kind = octet & KIND;
        if (kind < DECIMALS && octet != kind) {
            throw new CorruptException("values of an unknown kind");
        }
        return new ValueKind(kind, octet >>> DIGITS_SHIFT, (octet & CORRECTED) != 0, (octet & EXCEPTED) != 0);
    }

    ValueKind with(boolean corrections, boolean exceptions) {
        return new ValueKind(kind, digits, corrections, exceptions);
    }

    boolean floats() {
        return kind == FLOAT_DECIMALS;
    }

    int octet() {
        return kind | (corrected ? CORRECTED : 0) | (excepted ? EXCEPTED : 0) | (digits << DIGITS_SHIFT);
    }
}

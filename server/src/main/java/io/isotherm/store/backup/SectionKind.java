package io.isotherm.store.backup;

import java.util.Optional;
import java.util.stream.Stream;

/** What a section of a backup file holds, in the order of the file. */
enum SectionKind {
    /** Whence and when: the first section. */
    BEGIN(1),
    /** Records of one writer's journal. */
    JOURNAL(2),
    BLOCKS(3),
    /** Readings that lost against another one. */
    LOSERS(4),
    /** The newest reading of each sensor, of those that left the journal. */
    NEWEST(5),
    CATALOGUE(6),
    AUDIT(7),
    /** How much there is: the last section. */
    END(8);

    private final int code;

    SectionKind(int code) {
        this.code = code;
    }

    /** Its number in the file. */
    int code() {
        return code;
    }

    static Optional<SectionKind> of(int code) {
        return Stream.of(values()).filter(kind -> kind.code == code).findFirst();
    }
}

package io.isotherm.cli;

import io.isotherm.store.StoreException;
import io.isotherm.store.backup.Contents;
import io.isotherm.store.backup.Target;
import java.nio.file.Path;

/** Opens stores for the commands that copy them. All throw {@link StoreException}. */
public interface Copies {
    /**
     * What a store holds, while servers may use it.
     *
     * @param data the server's data folder; with MongoDB, where readings may wait that the database does not have yet
     */
    Contents beside(Path data, Place place);

    /** What a store holds that no server uses, and none may begin to until it is closed. */
    Contents alone(Place place);

    /** A store that is empty, or was when a copy into it began. */
    Target target(Place place);

    /** Opens none. */
    Copies NONE = new Copies() {
        @Override
        public Contents beside(Path data, Place place) {
            throw none();
        }

        @Override
        public Contents alone(Place place) {
            throw none();
        }

        @Override
        public Target target(Place place) {
            throw none();
        }

        private StoreException none() {
            return new StoreException("This program has no stores.");
        }
    };

    /** Where a store is. */
    sealed interface Place {
        record Folder(Path path) implements Place {}

        /** @param url may hold a password */
        record Database(String url) implements Place {
            @Override
            public String toString() {
                return "Database[url=***]";
            }
        }
    }
}

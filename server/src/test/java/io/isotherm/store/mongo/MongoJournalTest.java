package io.isotherm.store.mongo;

import io.isotherm.store.series.Journal;
import io.isotherm.store.series.JournalContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class MongoJournalTest extends JournalContract {
    private final String url = TestMongo.freshDatabase();
    private @Nullable MongoHome home;

    @Override
    protected Journal open() {
        closeHome();
        home = MongoHome.open(url);
        return new MongoJournal(home);
    }

    @Override
    protected boolean isTheSameWriterAgain() {
        return false;
    }

    @AfterEach
    void closeHome() {
        if (home != null) {
            home.close();
        }
    }
}

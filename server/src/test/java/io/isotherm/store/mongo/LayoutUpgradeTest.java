package io.isotherm.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.model.Device;
import io.isotherm.model.Quantity;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorDetails;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Site;
import io.isotherm.model.Unit;
import io.isotherm.store.CatalogStore.KeyTaken;
import io.isotherm.store.CatalogStore.Naming;
import io.isotherm.store.StoreException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Databases that earlier programs wrote are taken over. */
class LayoutUpgradeTest {
    private final String url = TestMongo.freshDatabase();
    private MongoHome home = MongoHome.open(url);

    /** What a program of layout 1 had of a catalogue. */
    @BeforeEach
    void writeLayout1() {
        home.database().getCollection(MongoLayout.SENSORS).dropIndexes();
        insert(
                MongoLayout.SITES,
                "{_id: 'pharmacy', name: 'Pharmacy', zone: 'Europe/Berlin', version: {$numberLong: '3'}}");
        insert(
                MongoLayout.DEVICES,
                "{_id: 'fridge', key: 'fridge', name: 'Fridge', site: null, version: {$numberLong: '2'}}");
        for (int number = 1; number <= 2; number++) {
            insert(
                    MongoLayout.SENSORS,
                    "{_id: 's-" + number + "', number: " + number + ", key: 'fridge/" + number
                            + "', name: 'Air', device: 'fridge', site: 'pharmacy', quantity: 'temperature', unit: 1,"
                            + " interval: null, version: {$numberLong: '5'}, touched: {$numberLong: '1'}}");
        }
        home.collection("layout").updateOne(new BsonDocument(), BsonDocument.parse("{$set: {version: 1}}"));
    }

    @AfterEach
    void close() {
        home.close();
    }

    private void insert(String collection, String document) {
        home.collection(collection).insertOne(BsonDocument.parse(document));
    }

    private void reopen() {
        home.close();
        home = MongoHome.open(url);
    }

    @Test
    void aDatabaseOfBeforeTheDetailsIsTakenOver() {
        for (int start = 0; start < 2; start++) {
            reopen();
            MongoCatalogStore store = new MongoCatalogStore(home);
            assertThat(store.sites()).containsExactly(new Site("pharmacy", "Pharmacy", ZoneId.of("Europe/Berlin"), 3));
            assertThat(store.devices()).containsExactly(new Device("fridge", "fridge", "Fridge", null, 2));
            assertThat(store.sensors()).extracting(Sensor::key).containsExactly("fridge/1", "fridge/2");
            assertThat(store.sensors()).extracting(Sensor::details).containsOnly(SensorDetails.NONE);
            assertThat(home.collection("layout").find().first()).containsEntry("version", new org.bson.BsonInt32(2));
        }
        MongoCatalogStore store = new MongoCatalogStore(home);
        Naming naming = new Naming("x", "x", Unit.KELVIN, Optional.empty());
        assertThat(store.sensor(new SensorKey("fridge/2", Quantity.OTHER), naming)
                        .number())
                .isEqualTo(2);
        Sensor first = store.sensors().getFirst();
        assertThatThrownBy(() -> store.update(first.with(SensorDetails.NONE.withAliases(List.of("fridge/2")))))
                .isInstanceOf(KeyTaken.class);
    }

    @Test
    void detailsOfANewerProgramAreRefusedByName() {
        reopen();
        home.collection(MongoLayout.SENSORS)
                .updateMany(new BsonDocument(), BsonDocument.parse("{$set: {details: {colour: 'red'}}}"));
        assertThatThrownBy(new MongoCatalogStore(home)::sensors)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("s-1")
                .hasMessageContaining("colour")
                .hasMessageContaining("newer Isotherm");
    }
}

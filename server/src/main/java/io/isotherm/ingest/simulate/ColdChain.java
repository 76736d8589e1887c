package io.isotherm.ingest.simulate;

import io.isotherm.ingest.simulate.Probe.Kind;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Site;
import io.isotherm.model.Unit;
import io.isotherm.pipeline.Announcement;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * The demo's layout: a pharmacy, a food cold store and its truck, with 40 sensors. Time constants, swings and duties
 * are typical for the kind of device, not measured from one.
 */
final class ColdChain {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    private static final Kind AIR = new Kind(30_000, 10, 0.04, false);
    private static final Kind CLIMATE = new Kind(60_000, 10, 0.05, false);
    private static final Kind MOISTURE = new Kind(60_000, 10, 0.25, false);
    private static final Kind CHARGE = new Kind(HOUR, 1, 0, false);

    private final long seed;
    private final List<Model> models = new ArrayList<>();
    private final List<Probe> probes = new ArrayList<>();
    private final List<Announcement> announcements = new ArrayList<>();

    ColdChain(long seed) {
        this.seed = seed;
        pharmacy();
        coldStore();
    }

    /** In an order in which each comes after those that it depends on. */
    List<Model> models() {
        return models;
    }

    List<Probe> probes() {
        return probes;
    }

    List<Announcement> announcements() {
        return announcements;
    }

    private void pharmacy() {
        Site site = new Site("demo-pharmacy", "Linden Pharmacy", ZoneId.of("Europe/Berlin"), 1);
        WallClock clock = new WallClock(site.zone());
        OpeningHours hours = new OpeningHours(8, 18.5, 9, 13);
        Outdoors weather = add(new Outdoors(seed("berlin"), clock, 10, 9.5));
        Room dispensary = add(new Room(new Room.Spec(21.8, 18.2, 0.07, 7_500), seed("room-1"), weather, clock, hours));
        Room storeroom = add(new Room(new Room.Spec(18.6, 16.8, 0.16, 14_000), seed("room-2"), weather, clock, hours));

        Place first = new Place(site, "pharmacy/vaccine-fridge-1", "Vaccine fridge 1", false);
        ColdBox.Spec vaccine = new ColdBox.Spec(4.9, 2.1, 240, 0.38, 2_400, 300, 22 * MINUTE);
        ColdBox one = box(vaccine, "vf-1", dispensary, door("vf-1", clock, hours, 3, 17), Cooling.SOUND, Defrost.NEVER);
        probe(first, "air", "air", one, new Kind(5_000, 100, 0.03, false));
        probe(first, "vials", "vials", add(new Lag(one, 720, 0.1)), Kind.ds18b20(30_000));

        Place second = new Place(site, "pharmacy/vaccine-fridge-2", "Vaccine fridge 2", false);
        ColdBox two = box(
                new ColdBox.Spec(4.6, 2.4, 270, 0.41, 1_900, 300, 26 * MINUTE),
                "vf-2",
                dispensary,
                door("vf-2", clock, hours, 2, 17),
                Cooling.wearing((long) (Chance.even(seed("wear"), 0) * Cooling.WEAR_CYCLE)),
                Defrost.NEVER);
        probe(second, "air", "air", two, AIR);
        probe(second, "vials", "vials", add(new Lag(two, 720, 0.1)), Kind.ds18b20(30_000));

        Place insulin = new Place(site, "pharmacy/insulin-fridge", "Insulin fridge", true);
        ColdBox third = box(
                new ColdBox.Spec(5.2, 2.6, 210, 0.33, 2_100, 270, 18 * MINUTE),
                "insulin",
                dispensary,
                door("insulin", clock, hours, 4, 15).or(new AjarDoor(seed("ajar"), clock, hours)),
                Cooling.SOUND,
                Defrost.NEVER);
        probe(insulin, "air", "air", third, AIR);
        probe(insulin, "product", "product", add(new Lag(third, 600, 0)), Kind.ds18b20(30_000));
        battery(insulin);

        Place freezer = new Place(site, "pharmacy/freezer", "Reagent freezer", false);
        ColdBox reagents = box(
                new ColdBox.Spec(-21.2, 4.4, 420, 0.4, 7_200, 420, 32 * MINUTE),
                "reagents",
                dispensary,
                door("reagents", clock, hours, 0.6, 20),
                Cooling.SOUND,
                new Defrost(seed("df-1"), 8 * HOUR, 2 * HOUR + 10 * MINUTE, 15, 22, 15));
        probe(freezer, "air", "air", reagents, AIR);

        Place ultra = new Place(site, "pharmacy/ultra-low-freezer", "Ultra-low freezer", false);
        ColdBox deep = box(
                new ColdBox.Spec(-79.6, 2.6, 900, 0.66, 14_400, 1_800, 34 * MINUTE),
                "ultra",
                storeroom,
                door("ultra", clock, hours, 0.3, 45),
                Cooling.SOUND,
                Defrost.NEVER);
        probe(ultra, "chamber", "chamber", deep, new Kind(30_000, 10, 0.06, false));

        climate(new Place(site, "pharmacy/dispensary", "Dispensary", true), dispensary);
        climate(new Place(site, "pharmacy/storeroom", "Storeroom", true), storeroom);
    }

    private void coldStore() {
        Site site = new Site("demo-cold-store", "Harbour Cold Store", ZoneId.of("Europe/Lisbon"), 1);
        WallClock clock = new WallClock(site.zone());
        OpeningHours hours = new OpeningHours(5, 20, 6, 14);
        Outdoors weather = add(new Outdoors(seed("lisbon"), clock, 17.2, 5.5));
        Room dock = add(new Room(new Room.Spec(16.5, 14.5, 0.55, 5_000), seed("dock"), weather, clock, hours));
        Room office = add(new Room(
                new Room.Spec(21.4, 17.5, 0.1, 6_500), seed("office"), weather, clock, new OpeningHours(7, 17, 0, 0)));

        Place meat = new Place(site, "cold-store/meat-room", "Meat room", false);
        ColdBox meatAir = box(
                new ColdBox.Spec(1.0, 1.8, 420, 0.45, 14_400, 700, 24 * MINUTE),
                "meat",
                dock,
                door("meat", clock, hours, 6, 50),
                Cooling.SOUND,
                new Defrost(seed("df-2"), 6 * HOUR, HOUR, 12, 18, 6));
        probe(meat, "door", "by the door", meatAir, Kind.ds18b20(30_000));
        probe(meat, "back", "back wall", add(new Lag(meatAir, 400, -0.4)), Kind.ds18b20(30_000));

        Place dairy = new Place(site, "cold-store/dairy-room", "Dairy room", false);
        ColdBox dairyAir = box(
                new ColdBox.Spec(3.6, 1.6, 400, 0.4, 14_400, 700, 21 * MINUTE),
                "dairy",
                dock,
                door("dairy", clock, hours, 7, 40),
                Cooling.SOUND,
                new Defrost(seed("df-3"), 8 * HOUR, 3 * HOUR, 12, 16, 5));
        probe(dairy, "air", "air", dairyAir, AIR);
        probe(dairy, "core", "milk core", add(new Lag(dairyAir.contents(), 2_400, 0)), Kind.ds18b20(30_000));

        Place produce = new Place(site, "cold-store/produce-room", "Produce room", false);
        ColdBox produceAir = box(
                new ColdBox.Spec(8.4, 1.3, 500, 0.32, 12_000, 800, 28 * MINUTE),
                "produce",
                dock,
                door("produce", clock, hours, 5, 50),
                Cooling.SOUND,
                Defrost.NEVER);
        // Fruit keeps giving off moisture.
        Humidity produceMoisture =
                add(new Humidity(produceAir, () -> 0.88 * Humidity.saturation(8.4) + 0.03 * (dock.vapour() - 9)));
        probe(produce, "air", "air", produceAir, new Kind(30_000, 10, 0.05, false));
        probe(produce, Quantity.HUMIDITY, "humidity", "humidity", produceMoisture, MOISTURE);

        freezerRoom(site, clock, hours, dock, 1, -22.5, 5 * HOUR);
        freezerRoom(site, clock, hours, dock, 2, -20.8, 2 * HOUR);

        Place display = new Place(site, "cold-store/display-fridge", "Shop display fridge", true);
        ColdBox shop = box(
                new ColdBox.Spec(4.2, 2.6, 260, 0.42, 3_000, 300, 17 * MINUTE),
                "display",
                office,
                door("display", clock, new OpeningHours(9, 19, 9, 14), 9, 12),
                Cooling.SOUND,
                new Defrost(seed("df-6"), 12 * HOUR, 4 * HOUR, 9, 12, 5.5));
        probe(display, "air", "air", shop, AIR);
        battery(display);

        climate(new Place(site, "cold-store/loading-dock", "Loading dock", true), dock);
        climate(new Place(site, "cold-store/office", "Office", true), office);

        Place station = new Place(site, "cold-store/weather", "Weather station", true);
        probe(station, "temperature", "temperature", weather, CLIMATE);
        Humidity outside = add(new Humidity(weather, weather::vapour));
        probe(station, Quantity.HUMIDITY, "humidity", "humidity", outside, MOISTURE);
        probe(station, Quantity.PRESSURE, "pressure", "pressure", Model.of(weather::pressure), CLIMATE);

        truck(clock, weather);
    }

    private void freezerRoom(
            Site site, WallClock clock, OpeningHours hours, Room dock, int number, double setPoint, long defrostPhase) {
        String name = "freezer-room-" + number;
        Place place = new Place(site, "cold-store/" + name, "Freezer room " + number, false);
        ColdBox air = box(
                new ColdBox.Spec(setPoint, 3.6, 480, 0.42, 21_600, 1_100, 30 * MINUTE),
                name,
                dock,
                door(name, clock, hours, 3, 45),
                Cooling.SOUND,
                new Defrost(seed("df" + name), 6 * HOUR, defrostPhase, 16, 24, 11));
        probe(place, "air", "air", air, AIR);
        probe(place, "product", "product", add(new Lag(air.contents(), 1_800, 0)), new Kind(60_000, 10, 0.04, false));
    }

    private void truck(WallClock clock, Outdoors weather) {
        Site site = new Site("demo-truck", "Delivery truck 7", ZoneId.of("Europe/Lisbon"), 1);
        Place place = new Place(site, "truck-7", "Truck 7", false);
        Round round = new Round(seed("round"), clock);
        Kind kind = new Kind(15_000, 10, 0.07, false);
        ColdBox chilled = box(
                new ColdBox.Spec(3.2, 6, 360, 0.45, 3_600, 420, 12 * MINUTE),
                "chilled",
                weather,
                round,
                round,
                Defrost.NEVER);
        probe(place, "chilled-rear", "chilled, rear door", chilled, kind);
        probe(place, "chilled-front", "chilled, front", add(new Lag(chilled, 300, -0.3)), kind);
        ColdBox frozen = box(
                new ColdBox.Spec(-19.5, 13, 480, 0.5, 5_400, 900, 15 * MINUTE),
                "frozen",
                weather,
                round,
                round,
                Defrost.NEVER);
        probe(place, "frozen", "frozen", frozen, kind);
        Model cab = add(new Lag(add(new Heater(round, weather)), 900, 0));
        probe(place, "cab", "cab", cab, CLIMATE);
    }

    private void climate(Place place, Room room) {
        probe(place, "temperature", "temperature", room, CLIMATE);
        probe(place, Quantity.HUMIDITY, "humidity", "humidity", add(new Humidity(room, room::vapour)), MOISTURE);
        battery(place);
    }

    private void battery(Place place) {
        probe(place, Quantity.BATTERY, "battery", "battery", add(new Battery(seed(place.key()))), CHARGE);
    }

    private ColdBox box(ColdBox.Spec spec, String name, Model ambient, Door door, Cooling cooling, Defrost defrost) {
        return add(new ColdBox(spec, seed("box-" + name), ambient, door, cooling, defrost));
    }

    private BusyDoor door(String name, WallClock clock, OpeningHours hours, double perHour, double seconds) {
        return new BusyDoor(seed("door-" + name), clock, hours, perHour, seconds);
    }

    private void probe(Place place, String part, String name, Model model, Kind kind) {
        probe(place, Quantity.TEMPERATURE, part, name, model, kind);
    }

    private void probe(Place place, Quantity quantity, String part, String name, Model model, Kind kind) {
        SensorKey key = new SensorKey("demo/" + place.key() + "/" + part, quantity);
        Unit unit = quantity.unit();
        Link link = new Link(seed("link-" + place.key()), place.wireless());
        probes.add(new Probe(seed, key, unit, model, kind, link));
        announcements.add(new Announcement(key, place.name() + " " + name, place.name(), unit, place.site()));
    }

    private <M extends Model> M add(M model) {
        models.add(model);
        return model;
    }

    private long seed(String name) {
        return Chance.seed(seed, name);
    }

    /** A device at a site. */
    private record Place(Site site, String key, String name, boolean wireless) {}

    /** What a truck's cab tends to: warm on the road, the weather's temperature otherwise. */
    private static final class Heater implements Model {
        private final Round round;
        private final Model weather;
        private double value = 12;

        Heater(Round round, Model weather) {
            this.round = round;
            this.weather = weather;
        }

        @Override
        public void step(long time) {
            value = round.driving(time) ? 20.5 : weather.value() + 1;
        }

        @Override
        public double value() {
            return value;
        }
    }
}

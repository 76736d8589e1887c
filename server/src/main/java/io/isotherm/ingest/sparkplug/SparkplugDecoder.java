package io.isotherm.ingest.sparkplug;

import io.isotherm.ingest.proto.MalformedProtoException;
import io.isotherm.ingest.sparkplug.Births.Node;
import io.isotherm.ingest.sparkplug.Births.Told;
import io.isotherm.ingest.sparkplug.SparkplugMetric.Value;
import io.isotherm.ingest.text.NamedMetric;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.ingest.vendor.Command;
import io.isotherm.ingest.vendor.TopicDecoder;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.SensorHint;
import io.isotherm.model.SensorKey;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads Sparkplug B (Sparkplug 3.0; payloads: eclipse/tahu, sparkplug_b.proto): births, data and deaths of edge nodes and
 * their devices. A birth tells the names, units and types that data messages leave out; what it told is remembered
 * ({@link Births}). A metric with an alias that no birth told is refused; a node whose birth was not heard, as it was
 * before this program started, is asked for it ({@link #reply}). Sensors are {@code sparkplug/GROUP/NODE/DEVICE/METRIC}, without DEVICE for the node's own.
 */
public final class SparkplugDecoder implements TopicDecoder {
    /** The attribute that says that messages of a node were missed. */
    static final String SEQUENCE = "sequence";

    private final Births births = new Births();
    private final Rebirths rebirths = new Rebirths();

    @Override
    public String protocol() {
        return "sparkplug";
    }

    @Override
    public @Nullable IncomingBatch decode(String topic, byte[] payload, long received) {
        if (!topic.startsWith(SparkplugTopic.PREFIX)) {
            return null;
        }
        IncomingBatch.Builder batch = new IncomingBatch.Builder();
        SparkplugTopic address = SparkplugTopic.parse(topic);
        if (address == null) {
            return batch.build();
        }
        if (address.deviceKey().length() > SensorKey.MAX_LENGTH - 2
                || address.deviceKey().chars().anyMatch(Character::isISOControl)) {
            return batch.refuse(0, "The names of group, node and device are too long, or no names.")
                    .build();
        }
        try {
            SparkplugPayload message = SparkplugPayload.parse(payload);
            // In the order in which they come, also when a thread of another connection brings one.
            synchronized (births) {
                new Message(address, message, batch).read();
            }
        } catch (MalformedProtoException e) {
            batch.refuse(0, e.detail());
        }
        return batch.build();
    }

    @Override
    public @Nullable Command reply(String topic, long received) {
        SparkplugTopic address = SparkplugTopic.parse(topic);
        if (address == null) {
            return null;
        }
        synchronized (births) {
            // Where births do not all fit, asking for one that was forgotten would have another one forgotten, for
            // ever.
            return births.isCrowded() ? null : rebirths.due(address, received);
        }
    }

    /** For tests: how much is remembered. */
    Births births() {
        return births;
    }

    /** One message, while it is read. */
    private final class Message {
        private final SparkplugTopic topic;
        private final SparkplugPayload payload;
        private final IncomingBatch.Builder batch;
        private final String device;
        private final Map<String, String> attributes = new HashMap<>();

        Message(SparkplugTopic topic, SparkplugPayload payload, IncomingBatch.Builder batch) {
            this.topic = topic;
            this.payload = payload;
            this.batch = batch;
            device = topic.deviceKey();
        }

        void read() {
            Node node = births.node(topic.nodeKey());
            if (topic.isDeath()) {
                readDeath(node);
                return;
            }
            if (topic.type() != SparkplugTopic.Type.NBIRTH && !isBorn(node)) {
                rebirths.want(topic);
            }
            if (topic.type() == SparkplugTopic.Type.NBIRTH) {
                node = births.born(topic.nodeKey(), payload.birthNumber());
            } else if (topic.type() == SparkplugTopic.Type.DBIRTH && node == null) {
                // Its node was born before anyone listened.
                node = births.born(topic.nodeKey(), -1);
            }
            if (node != null && !node.follows(payload.sequence())) {
                attributes.put(SEQUENCE, "messages were missed before number " + payload.sequence());
            }
            if (node != null && topic.isBirth()) {
                births.bornDevice(node, device);
            }
            int item = 0;
            for (SparkplugMetric metric : payload.metrics()) {
                try {
                    readMetric(metric, node, item);
                } catch (IllegalArgumentException e) {
                    batch.refuse(item, "Metric " + item + named(metric) + ": " + e.getMessage());
                }
                item++;
            }
            if (topic.isBirth() || !attributes.isEmpty()) {
                batch.note(new DeviceNote(device, topic.isBirth() ? Boolean.TRUE : null, attributes));
            }
        }

        /** Whether the births that this message stands on were heard. */
        private boolean isBorn(@Nullable Node node) {
            return node != null
                    && (topic.type() == SparkplugTopic.Type.DBIRTH
                            || node.devices().contains(device));
        }

        private void readDeath(@Nullable Node node) {
            long number = payload.birthNumber();
            if (node != null && node.birthNumber() >= 0 && number >= 0 && node.birthNumber() != number) {
                // The last will of an earlier connection (Sparkplug 3.0, "bdSeq"): the node is back already.
                return;
            }
            if (node != null && topic.type() == SparkplugTopic.Type.DDEATH) {
                node.follows(payload.sequence());
            }
            batch.note(new DeviceNote(device, false, Map.of()));
            if (topic.type() == SparkplugTopic.Type.NDEATH && node != null) {
                for (String other : node.devices()) {
                    if (!other.equals(device)) {
                        batch.note(new DeviceNote(other, false, Map.of()));
                    }
                }
            }
        }

        private void readMetric(SparkplugMetric metric, @Nullable Node node, int item) {
            Told told = topic.isBirth() ? tell(metric, node) : told(metric, node);
            if (told == null) {
                return;
            }
            int datatype = metric.datatype() == 0 ? told.datatype() : metric.datatype();
            if (told.datatype() != 0 && datatype != told.datatype()) {
                rebirths.want(topic);
                throw new IllegalArgumentException("it has the data type " + datatype + ", and had " + told.datatype()
                        + " in the birth: the node must send its birth again.");
            }
            Value value = metric.value();
            if (NamedMetric.isBattery(told.name())) {
                noteBattery(told, value, datatype);
            }
            NamedMetric named = NamedMetric.of(told.name(), told.unit());
            if (named == null) {
                if (topic.isBirth() && value instanceof Value.Text text) {
                    noteProperty(told.name(), text.text());
                }
                return;
            }
            SensorKey key = new SensorKey(device + "/" + told.name().replace('/', '_'), named.quantity());
            if (topic.isBirth()) {
                String name = topic.device() == null ? topic.node() : topic.device();
                batch.hint(new SensorHint(key, told.name(), name, named.unit()));
            }
            addReading(metric, value == null ? null : SparkplugMetric.number(value, datatype), key, named, item);
        }

        private void addReading(
                SparkplugMetric metric, @Nullable Double number, SensorKey key, NamedMetric named, int item) {
            if (number == null) {
                return;
            }
            if (number.isInfinite()) {
                throw new IllegalArgumentException("the value is infinite.");
            }
            long time = metric.time() != 0 ? metric.time() : payload.time();
            batch.add(key, time == 0 ? IncomingBatch.NO_TIME : time, named.value(number), named.unit(), item);
        }

        /** Remembers what a birth says of a metric; null where it has no name. */
        private @Nullable Told tell(SparkplugMetric metric, @Nullable Node node) {
            String name = metric.name();
            if (name == null || node == null) {
                throw new IllegalArgumentException("it has no name, which a birth must tell.");
            }
            boolean fits = name.length() <= SensorKey.MAX_LENGTH;
            String unit = metric.unit() == null || metric.unit().length() > 40 ? null : metric.unit();
            Told told = new Told(fits ? name : name.substring(0, SensorKey.MAX_LENGTH), metric.datatype(), unit);
            if (!births.tell(topic.nodeKey(), node, device, metric.alias(), told)) {
                throw new IllegalArgumentException("a node may have " + Births.MAX_OF_NODE + " metrics.");
            }
            return told;
        }

        /** What a birth said of a metric of a data message. */
        private @Nullable Told told(SparkplugMetric metric, @Nullable Node node) {
            String name = metric.name();
            if (name != null) {
                if (name.length() > SensorKey.MAX_LENGTH) {
                    return null;
                }
                Told told = node == null ? null : node.byName(device, name);
                return told == null ? new Told(name, 0, metric.unit()) : told;
            }
            Long alias = metric.alias();
            Told told = alias == null || node == null ? null : node.byAlias(device, alias);
            if (told == null) {
                rebirths.want(topic);
                throw new IllegalArgumentException(
                        "it has no name, and no birth told what its alias means. The node is asked for its birth (Node"
                                + " Control/Rebirth) once a minute; one that takes no commands has to be restarted.");
            }
            return told;
        }

        private void noteBattery(Told told, @Nullable Value value, int datatype) {
            Double number = value == null ? null : SparkplugMetric.number(value, datatype);
            String unit = told.unit() == null ? "" : told.unit().strip();
            if (number != null && (unit.equals("%") || unit.equals("V") || unit.equals("mV"))) {
                String text = number == Math.rint(number) && Math.abs(number) < 1e9
                        ? Long.toString(number.longValue())
                        : number.toString();
                attributes.put(DeviceNote.BATTERY, text + " " + unit);
            }
        }

        /** Of the metrics that describe the node or device (Sparkplug 3.0, the {@code Properties/} of its examples). */
        private void noteProperty(String name, String text) {
            String last = name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
            String attribute = switch (last) {
                case "hardware make", "manufacturer", "make" -> DeviceNote.MANUFACTURER;
                case "hardware model", "model" -> DeviceNote.MODEL;
                case "fw", "firmware", "firmware version", "fw version" -> DeviceNote.FIRMWARE;
                case "serial", "serial number" -> DeviceNote.SERIAL;
                default -> "";
            };
            if (!attribute.isEmpty() && !text.isBlank()) {
                attributes.put(attribute, Quoted.plain(text, DeviceNote.MAX_LENGTH - 1));
            }
        }

        private String named(SparkplugMetric metric) {
            if (metric.name() != null) {
                return ", " + Quoted.of(metric.name());
            }
            return metric.alias() == null ? "" : ", alias " + Long.toUnsignedString(metric.alias());
        }
    }
}

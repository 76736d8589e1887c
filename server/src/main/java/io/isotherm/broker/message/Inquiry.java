package io.isotherm.broker.message;

/** A question that one process puts to all others, or the answer of one of them. */
public sealed interface Inquiry {
    /** Names the store of whoever sends it: processes with another one do not talk. */
    String store();

    /** The process that sends it, by the name that is another one after each of its starts. */
    String from();

    /** The asker's number of the question. */
    long id();

    /** For the topic: what is asked, or what is known. Not to be changed. */
    byte[] data();

    /** @param topic what it is about; {@code data} means what the topic says */
    record Question(String store, String from, long id, String topic, byte[] data) implements Inquiry {}

    /** Of somebody who knows nothing of the topic, {@code data} is empty. */
    record Answer(String store, String from, long id, byte[] data) implements Inquiry {}
}

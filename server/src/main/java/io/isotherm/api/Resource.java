package io.isotherm.api;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** One kind of thing in the catalogue, as the API has it. */
interface Resource<T> {
    /** What one is called: {@code sensor}. Its path is the plural of it. */
    String word();

    /** The members that people can change. */
    Set<String> changeable();

    /** All, by id. */
    List<T> all();

    /** The parameters by which a list can be narrowed. */
    Set<String> filters();

    /** Whether a thing is in the list that was asked for. */
    Predicate<T> filter(Query query);

    Optional<T> find(String id);

    String id(T thing);

    long version(T thing);

    JsonObject json(T thing);

    /** The thing as it is wanted; ends the request with 422 where that cannot be. */
    T edited(T thing, Edit edit);

    /** Keeps the change; blocks. */
    T update(T thing);

    /** What people call it. */
    String name(T thing);

    /** What the audit tells of one that is made or removed, besides its id. */
    String trace(T thing);

    /** Whether removing one takes more than itself, so that whoever does it has to name it once more. */
    default boolean asksToConfirm() {
        return false;
    }

    /** Removes it; blocks. Gives what it did in numbers, for the audit. */
    Map<String, Long> remove(T thing);
}

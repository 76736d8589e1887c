package io.isotherm.live;

import io.isotherm.live.SubscribeRequest.Mode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The feeds that somebody is subscribed to, by what they are about. Guarded by {@link Live}'s lock. */
final class Feeds {
    private final Map<SubscribeRequest, Feed> byRequest = new LinkedHashMap<>();
    private final Map<Integer, List<Feed>> bySensor = new HashMap<>();
    private final List<Feed> ofMany = new ArrayList<>();

    /** The one feed of all who ask for this; opened for the first. */
    Feed of(SubscribeRequest request) {
        return byRequest.computeIfAbsent(request, this::open);
    }

    private Feed open(SubscribeRequest request) {
        Feed feed = new Feed(request);
        if (request.scope() instanceof Scope.Sensors sensors) {
            sensors.numbers().stream()
                    .forEach(number -> bySensor.computeIfAbsent(number, n -> new ArrayList<>())
                            .add(feed));
        } else {
            ofMany.add(feed);
        }
        return feed;
    }

    /** Takes a member out of its feed, which ends with the last one. */
    void leave(Feed.Member member) {
        Feed feed = member.feed;
        feed.members.remove(member);
        if (!feed.members.isEmpty()) {
            return;
        }
        byRequest.remove(feed.request);
        if (feed.request.scope() instanceof Scope.Sensors sensors) {
            sensors.numbers().stream()
                    .forEach(number -> bySensor.computeIfPresent(number, (n, list) -> {
                        list.remove(feed);
                        return list.isEmpty() ? null : list;
                    }));
        } else {
            ofMany.remove(feed);
        }
    }

    boolean isEmpty() {
        return byRequest.isEmpty();
    }

    /** Those that name this sensor. */
    List<Feed> naming(int number) {
        return bySensor.getOrDefault(number, List.of());
    }

    /** Those of a site, or of all: which sensors they cover is the catalogue's to say. */
    List<Feed> ofMany() {
        return ofMany;
    }

    /** Those of every reading. */
    List<Feed> ofEvery() {
        return byRequest.values().stream()
                .filter(feed -> feed.request.mode() == Mode.EVERY)
                .toList();
    }
}

package io.isotherm.ingest.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {
    private final Announcements announcements = new Announcements();

    private List<String> topics() {
        return announcements.changed().orElseThrow().stream()
                .map(Announcements.Announcement::topic)
                .toList();
    }

    @Test
    void theLastOfEachTopicIsKept() {
        announcements.heard("a", "1".getBytes(UTF_8));
        announcements.heard("b", "1".getBytes(UTF_8));
        announcements.heard("a", "2".getBytes(UTF_8));
        announcements.heard("b", new byte[0]);
        assertThat(announcements.changed().orElseThrow())
                .singleElement()
                .satisfies(one -> assertThat(one.payload()).isEqualTo("2".getBytes(UTF_8)));
        assertThat(announcements.changed()).isEmpty();
        announcements.heard("a", "2".getBytes(UTF_8));
        announcements.heard("c", new byte[0]);
        assertThat(announcements.changed()).isEmpty();
        announcements.notKept();
        assertThat(topics()).containsExactly("a");
    }

    @Test
    void aFloodPushesNothingOut() {
        announcements.heard("first", new byte[] {1});
        for (int i = 0; i < Announcements.MOST + 10; i++) {
            announcements.heard("t" + i, new byte[] {1});
        }
        assertThat(topics()).hasSize(Announcements.MOST).startsWith("first", "t0");
        announcements.heard("first", new byte[0]);
        announcements.heard("now there is room", new byte[] {1});
        assertThat(topics()).endsWith("now there is room");
    }

    @Test
    void allOfThemTogetherAreBounded() {
        byte[] large = new byte[1 << 20];
        for (int i = 0; i < 40; i++) {
            announcements.heard("t" + i, large);
        }
        assertThat(topics()).hasSize(15);
        announcements.heard("t0", new byte[] {1});
        announcements.heard("t39", large);
        assertThat(topics()).contains("t39").hasSize(16);
    }
}

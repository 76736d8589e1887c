package io.isotherm.api;

import io.isotherm.api.AuditTrail.Deed;
import io.isotherm.model.Sensor;
import io.isotherm.model.Site;
import io.isotherm.retention.Keep;
import io.isotherm.retention.RetentionPolicy;
import io.isotherm.retention.RetentionRules;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Changes of the rules of retention, each audited. All methods block. */
final class RetentionChanges {
    private final RetentionPolicy policy;
    private final AuditTrail audit;

    RetentionChanges(RetentionPolicy policy, AuditTrail audit) {
        this.policy = policy;
        this.audit = audit;
    }

    void set(Site site, Keep keep, String reason) {
        change("set-retention", subject(site), keep.inWords(), reason, rules -> rules.withSite(site.id(), keep));
    }

    void set(Sensor sensor, Keep keep, String reason) {
        change(
                "set-retention",
                subject(sensor),
                keep.inWords(),
                reason,
                rules -> rules.withSensor(sensor.number(), keep));
    }

    /** Takes the site's rule away, if there is one. */
    void forget(Site site, String reason) {
        Keep rule = policy.rules().sites().get(site.id());
        if (rule != null) {
            change("remove-retention", subject(site), rule.inWords(), reason, rules -> rules.withoutSite(site.id()));
        }
    }

    void forget(Sensor sensor, String reason) {
        Keep rule = policy.rules().sensors().get(sensor.number());
        if (rule != null) {
            change(
                    "remove-retention",
                    subject(sensor),
                    rule.inWords(),
                    reason,
                    rules -> rules.withoutSensor(sensor.number()));
        }
    }

    private void change(
            String action, String subject, String detail, String reason, UnaryOperator<RetentionRules> change) {
        audit.run(new Deed(action, subject, detail, reason), () -> {
            policy.change(change);
            return Map.of();
        });
    }

    private static String subject(Site site) {
        return "site " + site.id();
    }

    private static String subject(Sensor sensor) {
        return "sensor " + sensor.id();
    }
}

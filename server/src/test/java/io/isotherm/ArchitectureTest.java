package io.isotherm;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The data's path is the package list: a reading goes one way, and no arrow points back. */
class ArchitectureTest {
    /** Each package of the server, and the packages of ours that it may use. */
    private static final Map<String, String[]> MAY_USE = Map.ofEntries(
            uses("model"),
            uses("ops"),
            uses("trace", "ops"),
            uses("security", "store", "ops"),
            uses("http", "ops", "security", "trace"),
            uses("store", "model", "ops", "trace"),
            uses("broker", "model", "ops", "trace"),
            uses("calibration", "model", "store"),
            uses("catalog", "model", "store", "broker"),
            uses("pipeline", "model", "catalog", "store", "broker", "ops", "trace"),
            uses("ingest", "model", "broker", "inbox", "pipeline", "store", "http", "security", "ops", "trace"),
            uses("live", "model", "catalog", "store", "broker", "calibration", "ops", "trace", "socketio"),
            uses("retention", "model", "store", "ops"),
            uses("worker", "store", "ops"),
            uses("inbox", "model", "broker", "catalog", "store"),
            uses(
                    "api",
                    "model",
                    "broker",
                    "catalog",
                    "store",
                    "calibration",
                    "live",
                    "retention",
                    "inbox",
                    "http",
                    "security",
                    "ops",
                    "trace"),
            uses("socketio"));

    /** What stands outside of the data's path. */
    private static final String[] AROUND = {"config", "cli"};

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.isotherm");

    @Test
    void everyPackageUsesOnlyWhatItMay() {
        MAY_USE.forEach((name, used) -> {
            String[] allowed = Stream.concat(Stream.of(name), Arrays.stream(used))
                    .map(ArchitectureTest::inside)
                    .toArray(String[]::new);
            check(noClasses()
                    .that()
                    .resideInAPackage(inside(name))
                    .should()
                    .dependOnClassesThat(resideInAPackage("io.isotherm..").and(not(resideInAnyPackage(allowed)))));
        });
    }

    @Test
    void everyPackageIsInTheTable() {
        TreeSet<String> packages = new TreeSet<>();
        PRODUCT.forEach(type -> {
            String[] path = type.getPackageName().split("\\.", -1);
            if (path.length > 2) {
                packages.add(path[2]);
            }
        });
        TreeSet<String> known = new TreeSet<>(MAY_USE.keySet());
        known.addAll(Arrays.asList(AROUND));
        assertThat(packages).isEqualTo(known);
    }

    @Test
    void noPackageUsesOneThatUsesIt() {
        check(slices().matching("io.isotherm.(*)..")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(resideInAPackage("io.isotherm"), alwaysTrue()));
    }

    @Test
    void theModelUsesNoLibrary() {
        check(classes()
                .that()
                .resideInAPackage("io.isotherm.model..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("io.isotherm.model..", "java..", "org.jspecify..")));
    }

    @Test
    void parsersAreApartFromTransports() {
        check(noClasses()
                .that()
                .haveSimpleName("JsonReadings")
                .or()
                .haveSimpleName("LineParser")
                .or()
                .haveSimpleName("LineScan")
                .or()
                .haveSimpleName("MqttPayload")
                .or()
                .haveNameMatching("io\\.isotherm\\.ingest\\.prometheus\\.(RemoteWrite|Labels|Snappy)(\\$.*)?")
                .or()
                .haveNameMatching("io\\.isotherm\\.ingest\\.otlp\\.Otlp(Json|Metrics|Key|Schema)(\\$.*)?")
                .or()
                .resideInAnyPackage(
                        "io.isotherm.ingest.csv..",
                        "io.isotherm.ingest.proto..",
                        "io.isotherm.ingest.sparkplug..",
                        "io.isotherm.ingest.text..",
                        "io.isotherm.ingest.vendor..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.vertx..", "io.netty..", "io.isotherm.pipeline..")));
    }

    @Test
    void onlyMainNamesImplementations() {
        check(noClasses()
                .that(not(resideInAnyPackage(
                                "io.isotherm.store.sqlite..",
                                "io.isotherm.store.mongo..",
                                "io.isotherm.store.spool..",
                                "io.isotherm.broker.local..",
                                "io.isotherm.broker.redis.."))
                        .and(not(resideInAPackage("io.isotherm"))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.isotherm.store.sqlite..",
                        "io.isotherm.store.mongo..",
                        "io.isotherm.store.spool..",
                        "io.isotherm.broker.local..",
                        "io.isotherm.broker.redis.."));
    }

    @Test
    void namesSayWhatAThingIs() {
        for (String vague : new String[] {"Manager", "Helper", "Util", "Utils", "Impl"}) {
            check(noClasses().should(have(simpleNameEndingWith(vague))));
        }
    }

    private static Map.Entry<String, String[]> uses(String name, String... used) {
        return Map.entry(name, used);
    }

    private static String inside(String name) {
        return "io.isotherm." + name + "..";
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(PRODUCT);
    }
}

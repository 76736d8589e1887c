package io.isotherm.ingest.line;

import io.isotherm.http.Problem;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.function.Consumer;

/**
 * Has everything that goes wrong on InfluxDB's paths told as its clients read it, also what is refused before {@link
 * LineRoutes} hears of it: no sign-in, a foreign page, a process that takes no readings in.
 */
public final class LineRefusals implements Consumer<Router> {
    /** To be mounted before whatever may refuse. */
    @Override
    public void accept(Router router) {
        tell(router, LineAnswers.FIRST, List.of("/write", "/query", "/ping"));
        tell(router, LineAnswers.SECOND, List.of("/api/v2/write", "/health"));
    }

    private static void tell(Router router, LineAnswers answers, List<String> paths) {
        for (String path : paths) {
            router.route(path).handler(context -> {
                Problem.tell(context, answers::send);
                context.next();
            });
        }
    }
}

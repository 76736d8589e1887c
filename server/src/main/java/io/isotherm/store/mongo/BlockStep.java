package io.isotherm.store.mongo;

import io.isotherm.store.series.Block;
import io.isotherm.store.series.BlockStore.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * What a change does to one document.
 *
 * @param replaced the block as it must be there; null: there must be none
 * @param by null: it is removed
 */
record BlockStep(@Nullable Block replaced, @Nullable Block by) {
    static List<BlockStep> of(Change change) {
        Map<BsonDocument, Block> replaced = new LinkedHashMap<>();
        for (Block block : change.replaced()) {
            replaced.put(BlockDocument.id(block), block);
        }
        List<BlockStep> steps = new ArrayList<>();
        for (Block block : change.blocks()) {
            steps.add(new BlockStep(replaced.remove(BlockDocument.id(block)), block));
        }
        for (Block block : replaced.values()) {
            steps.add(new BlockStep(block, null));
        }
        return steps;
    }

    /** What is to stand there, after the version that stood there before; 0: none did. */
    BlockDocument document(long before, String writer, long stamp) {
        Block written = by;
        return written == null
                ? BlockDocument.stone(block(), before + 1, writer, stamp)
                : BlockDocument.of(written, before + 1, writer, stamp);
    }

    /** To tell which document it is. */
    Block block() {
        Block any = replaced == null ? by : replaced;
        if (any == null) {
            throw new IllegalStateException("a step about nothing");
        }
        return any;
    }
}

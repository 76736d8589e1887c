package io.isotherm.store.series;

import io.isotherm.ops.Health;
import io.isotherm.store.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** The home that tests of the engine use keeps the promises of the real ones. */
class MemoryBlockStoreTest extends BlockStoreContract {
    private final MemoryBlockStore blocks = new MemoryBlockStore(new Faults());

    @Override
    protected BlockStore open() {
        boolean[] closed = {false};
        return (BlockStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BlockStore.class}, (proxy, method, arguments) -> {
                    synchronized (blocks) {
                        if (method.getName().equals("close")) {
                            closed[0] = true;
                            return null;
                        }
                        if (closed[0] && method.getName().equals("check")) {
                            return Health.down("gone", "closed");
                        }
                        if (closed[0]) {
                            throw new StoreException("closed");
                        }
                        try {
                            return method.invoke(blocks, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }
                });
    }
}

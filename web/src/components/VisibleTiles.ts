/** Beyond the screen's edge by this much, tiles are painted already: they are right when they scroll in. */
const MARGIN = '200px';

/** Tells elements when they come into sight and leave it; one observer for all of them. */
export class VisibleTiles {
  private readonly callbacks = new Map<Element, (visible: boolean) => void>();
  private readonly observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        this.callbacks.get(entry.target)?.(entry.isIntersecting);
      }
    },
    { rootMargin: MARGIN },
  );

  observe(element: Element, callback: (visible: boolean) => void): () => void {
    this.callbacks.set(element, callback);
    this.observer.observe(element);
    return () => {
      this.callbacks.delete(element);
      this.observer.unobserve(element);
    };
  }
}

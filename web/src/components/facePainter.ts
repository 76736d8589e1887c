import type { Face } from '../lib/tile';
import { iconPath, stateIcon } from './icons';

/** The nodes of one sensor's face, wherever it is shown. */
export interface FaceNodes {
  root: HTMLElement;
  value: HTMLElement;
  unit: HTMLElement;
  age: HTMLElement;
  mark: HTMLElement;
  icon: SVGPathElement;
  label: HTMLElement;
}

/** Finds the nodes by their `data-face` names below the root. */
export function faceNodes(root: HTMLElement): FaceNodes {
  const find = <T extends Element>(name: string) => {
    const node = root.querySelector<T>(`[data-face="${name}"]`);
    if (node === null) {
      throw new Error(`no ${name} in the face`);
    }
    return node;
  };
  return {
    root,
    value: find('value'),
    unit: find('unit'),
    age: find('age'),
    mark: find('mark'),
    icon: find('icon'),
    label: find('label'),
  };
}

/** Writes a face into its nodes; touches only what differs, as the browser lays out anew whatever is touched. */
export function paintFace(nodes: FaceNodes, face: Face): void {
  setText(nodes.value, face.value);
  setText(nodes.unit, face.unit);
  setText(nodes.age, face.age);
  setText(nodes.label, face.label);
  if (nodes.root.dataset.shown !== face.shown) {
    nodes.root.dataset.shown = face.shown;
    nodes.mark.dataset.shown = face.shown;
    nodes.icon.setAttribute('d', iconPath(stateIcon(face.shown)));
  }
}

function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

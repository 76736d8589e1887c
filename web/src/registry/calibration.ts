import type { Calibration, NewCalibration } from '../api/types';
import { withUnit } from '../lib/units';
import { readNumber } from './fields';

export type CorrectionKind = 'offset' | 'points' | 'polynomial';

/** What the form of a new calibration says; numbers as people write them. */
export interface CalibrationForm {
  kind: CorrectionKind;
  offset: string;
  /** What was measured and what was true, twice. */
  measured1: string;
  true1: string;
  measured2: string;
  true2: string;
  /** Coefficients, that of the power 0 first, with blanks or semicolons between. */
  polynomial: string;
  /** As a field of date and time has it: `2026-12-01T08:00`. */
  from: string;
  by: string;
  reason: string;
}

export const EMPTY: Omit<CalibrationForm, 'from'> = {
  kind: 'offset',
  offset: '',
  measured1: '',
  true1: '',
  measured2: '',
  true2: '',
  polynomial: '',
  by: '',
  reason: '',
};

const MOST_COEFFICIENTS = 5;

/** The calibration that the form describes, or what is missing in it. */
export function calibrationOf(form: CalibrationForm): NewCalibration | string {
  const from = new Date(form.from).getTime();
  if (!Number.isFinite(from)) {
    return 'Say from which time on it counts.';
  }
  const reason = form.reason.trim();
  if (reason === '') {
    return 'Say why, or name the certificate.';
  }
  const by = form.by.trim();
  const common = { from, reason, ...(by === '' ? {} : { by }) };
  switch (form.kind) {
    case 'offset': {
      const offset = readNumber(form.offset);
      return typeof offset === 'number' ? { ...common, offset } : 'The offset is a number, such as −0.3.';
    }
    case 'points': {
      const numbers = [form.measured1, form.true1, form.measured2, form.true2].map(readNumber);
      if (!numbers.every((number) => typeof number === 'number')) {
        return 'All four values are numbers.';
      }
      const [measured1, true1, measured2, true2] = numbers as [number, number, number, number];
      if ((measured2 - measured1) * (true2 - true1) <= 0) {
        return 'Of the two points, the one that was measured as more must be more.';
      }
      return {
        ...common,
        points: [
          { measured: measured1, true: true1 },
          { measured: measured2, true: true2 },
        ],
      };
    }
    case 'polynomial': {
      const numbers = form.polynomial
        .split(/[;\s]+/)
        .filter(Boolean)
        .map(readNumber);
      const fits = numbers.length >= 2 && numbers.length <= MOST_COEFFICIENTS;
      return fits && numbers.every((number) => typeof number === 'number')
        ? { ...common, polynomial: numbers as number[] }
        : `Two to ${MOST_COEFFICIENTS} numbers, such as 0.1 0.998 0.00002.`;
    }
  }
}

const number = (value: number) => `${value}`.replace('-', '−');
const POWERS = ['', ' m', ' m²', ' m³', ' m⁴'];

/** What a calibration does, for people: `+0.3 °C`. */
export function correctionText({ offset, points, polynomial, unit }: Calibration): string {
  if (offset !== undefined) {
    return withUnit(`${offset < 0 ? '' : '+'}${number(offset)}`, unit);
  }
  if (points !== undefined) {
    return points
      .map((point) => `${number(point.measured)} is ${withUnit(number(point.true), unit)}`)
      .join(', ');
  }
  if (polynomial !== undefined) {
    const terms = polynomial.map((value, power) => `${number(value)}${POWERS[power] ?? ''}`);
    return withUnit(terms.join(' + ').replaceAll('+ −', '− '), unit);
  }
  return 'a correction that this page does not know';
}

/** A moment as a field of date and time has it, by the browser's clock. */
export function fieldTime(ms: number): string {
  const date = new Date(ms);
  const two = (value: number) => `${value}`.padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

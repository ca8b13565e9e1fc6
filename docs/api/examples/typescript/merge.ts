import type { components } from "./schema.js";

export type Report = components["schemas"]["ProgressReportDetailRow"];
export type Draft = components["schemas"]["PatchedProgressReportDraftRequest"];

/** Asks the user which of two texts stays, or for a third. */
export type Choose = (field: string, mine: unknown, theirs: unknown) => unknown;

/** A report in the words of a draft, so that the two can be compared field by field. */
export function draftOf(report: Report): Required<Draft> {
  const { percent, percent_explanation, done, problems, support_needed, next_steps, expects_delay } = report;
  const { investment_this_month, investment_to_date } = report;
  const completions = report.completions.map(({ milestone, completed_on, note }) => ({
    milestone: milestone.id,
    completed_on,
    note,
  }));
  return {
    percent, percent_explanation, done, problems, support_needed, next_steps, expects_delay,
    investment_this_month, investment_to_date, completions,
  };
}

/**
 * What is left to send of my changes: `base` is what I read, `mine` what I made of it, `theirs` what is there now.
 * What only I changed stays mine, what is there already needs no sending, and of what both changed the user chooses.
 */
export function merge<T extends object>(base: T, mine: Partial<T>, theirs: T, choose: Choose): Partial<T> {
  const left: Partial<T> = {};
  for (const field of Object.keys(mine) as (keyof T & string)[]) {
    if (same(mine[field], theirs[field])) {
      continue;
    }
    const both = !same(base[field], theirs[field]);
    const kept = (both ? choose(field, mine[field], theirs[field]) : mine[field]) as T[typeof field];
    if (!same(kept, theirs[field])) {
      left[field] = kept;
    }
  }
  return left;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

/** A UTC ISO time moved by some milliseconds. */
export const moved = (time: string, byMs: number): string => new Date(Date.parse(time) + byMs).toISOString()

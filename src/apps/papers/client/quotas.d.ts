// The types of quotas.js for the server; what the functions promise is written there.

export const MAX_PAPERS_PER_DAY: 100_000
export const MAX_WEIGHT: 1_000
export const HOURS: readonly number[]
export const TIE_ORDER: readonly number[]
export function isVolume(value: unknown): value is number
export function isWeight(value: unknown): value is number
export function apportion(volume: number, weights: readonly number[], existingHours?: readonly number[]): number[]
export function prorate(quota: number, remainingSeconds: number, lengthSeconds: number): number

/** A share of π has a denominator of at most this where it is written as one. */
const mostParts = 64

/** An angle as people write it: `π/2`, `-3π/4`, else four digits. */
export function angleText(angle: number): string {
  if (Math.abs(angle) < 1e-10) return '0'
  for (let parts = 1; parts <= mostParts; parts++) {
    const times = (angle / Math.PI) * parts
    const whole = Math.round(times)
    if (whole === 0 || Math.abs(whole) > mostParts || Math.abs(times - whole) > 1e-9) continue
    const front = whole === 1 ? '' : whole === -1 ? '-' : String(whole)
    return `${front}π${parts === 1 ? '' : `/${parts}`}`
  }
  return String(Number(angle.toPrecision(4)))
}

/**
 * What an element contributes: f(q) = Σ a exp(−b (q/4π)²) + k in electrons, the volume of solvent that it displaces in Å³
 * and its radius in Å.
 *
 * @see International Tables for Crystallography C (2006), table 6.1.1.4: form factors
 * @see R. Fraser, T. MacRae, E. Suzuki, Journal of Applied Crystallography 11 (1978): volumes
 */
type ElementFactors = Readonly<{
  a: readonly [number, number, number, number]
  b: readonly [number, number, number, number]
  k: number
  volume: number
  radius: number
}>

export const elementNames = ['H', 'C', 'N', 'O', 'S', 'P'] as const
export type ElementName = (typeof elementNames)[number]

export const elements: Readonly<Record<ElementName, ElementFactors>> = {
  H: {
    a: [0.489918, 0.262003, 0.196767, 0.049879],
    b: [20.6593, 7.74039, 49.5519, 2.20159],
    k: 0.001305,
    volume: 5.15,
    radius: 1.2,
  },
  C: { a: [2.31, 1.02, 1.5886, 0.865], b: [20.8439, 10.2075, 0.5687, 51.6512], k: 0.2156, volume: 16.44, radius: 1.7 },
  N: {
    a: [12.2126, 3.1322, 2.0125, 1.1663],
    b: [0.0057, 9.8933, 28.9975, 0.5826],
    k: -11.529,
    volume: 2.49,
    radius: 1.55,
  },
  O: {
    a: [3.0485, 2.2868, 1.5463, 0.867],
    b: [13.2771, 5.7011, 0.3239, 32.9089],
    k: 0.2508,
    volume: 9.13,
    radius: 1.52,
  },
  S: {
    a: [6.9053, 5.2034, 1.4379, 1.5863],
    b: [1.4679, 22.2151, 0.2536, 56.172],
    k: 0.8669,
    volume: 19.86,
    radius: 1.8,
  },
  P: { a: [6.4345, 4.1791, 1.78, 1.4908], b: [1.9067, 27.157, 0.526, 68.1645], k: 1.1149, volume: 5.73, radius: 1.8 },
}

/** Electrons of bulk water in 1/Å³. */
const solventDensity = 0.334

export function formFactor(name: ElementName, q: number): number {
  const { a, b, k } = elements[name]
  const s = (q / (4 * Math.PI)) ** 2
  return a.reduce((sum, height, at) => sum + height * Math.exp(-(b[at] as number) * s), k)
}

/** Of the solvent whose place the atom takes. */
export function displacedFactor(name: ElementName, q: number): number {
  const { volume } = elements[name]
  return solventDensity * volume * Math.exp((-q * q * volume ** (2 / 3)) / (4 * Math.PI))
}

/** Of a molecule of water. */
export const waterFactor = (q: number): number => formFactor('O', q) + 2 * formFactor('H', q)

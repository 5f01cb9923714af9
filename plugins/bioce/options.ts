/** Where the bar stands when a phase begins, in percent, and how much of it the phase takes. */
export const phases = {
  unpack: [0, 2],
  simulate: [2, 30],
  select: [32, 20],
  sample: [52, 30],
  evidence: [82, 10],
  render: [92, 6],
  package: [98, 2],
} as const satisfies Readonly<Record<string, readonly [from: number, share: number]>>

export type Phase = keyof typeof phases

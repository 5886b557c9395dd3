/** The people of the demo worth looking around as, in the order of docs/demo.md. Words: `entry.demo.<name with _ for .>.who|look`. */
export const demoPeople = {
  young_people: ['sam', 'aisha', 'tom', 'priya', 'leo'],
  families: ['sam.mum', 'aisha.dad', 'tom.gran'],
  staff: ['senco', 'college', 'send.officer', 'social.worker', 'transition.worker', 'health', 'job.coach', 'admin'],
} as const

export type DemoPerson = typeof demoPeople[keyof typeof demoPeople][number]

/** The same for everyone in the demo, and printed in its documentation. */
export const demoPassword = 'onward-demo'

export function demoAddress(name: DemoPerson): string {
  return `${name}@demo.test`
}

/** The event type of the standing subscription between Tandem systems. */
export const standingEvent = "tandem:changed";

/** Writers that meet on one record take turns; more than this many in a row is a fault. */
const ATTEMPTS = 10;

/** Makes an attempt, and another on what somebody else left where they were first. @throws the last `Changed` where others always are */
export async function whileChanged<T>(
  Changed: abstract new (...args: never[]) => Error,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let left = ATTEMPTS; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Changed) || left <= 1) throw error;
    }
  }
}

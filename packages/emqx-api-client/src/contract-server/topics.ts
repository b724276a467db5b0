/** MQTT 5, 4.7.1: `+` is one level, `#` is the rest and its parent; 4.7.2: a wildcard first does not match `$…`; 4.8.2: `$share/<group>/…`. */
export function matches(filter: string, topic: string): boolean {
  const levels = filter.replace(/^\$share\/[^/]+\//, "").split("/");
  const parts = topic.split("/");
  if (topic.startsWith("$") && (levels[0] === "+" || levels[0] === "#")) return false;
  for (const [index, level] of levels.entries()) {
    if (level === "#") return true;
    const part = parts[index];
    if (part === undefined || (level !== "+" && level !== part)) return false;
  }
  return levels.length === parts.length;
}

/** MQTT 5, 4.7.3: a topic to publish to has a level and no wildcard. */
export const isTopicName = (topic: string): boolean => topic !== "" && !/[+#\0]/.test(topic);

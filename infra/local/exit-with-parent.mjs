// Preloaded into programs that are not ours (Next). The channel to the supervisor closes however that ends.
process.on("disconnect", () => process.exit(0));
process.channel?.unref();
// Next waits for every open stream before it ends, and a live page holds one for as long as it is open.
process.once("SIGTERM", () => setTimeout(() => process.exit(0), 1_000).unref());

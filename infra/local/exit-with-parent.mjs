// Preloaded into programs that are not ours (Next): the channel to the supervisor closes however the supervisor ends.
process.on("disconnect", () => process.exit(0));
process.channel?.unref();

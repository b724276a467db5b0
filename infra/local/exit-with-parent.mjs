// Preloaded into programs that are not ours (Next): the channel to the supervisor closes however that ends.
process.on("disconnect", () => process.exit(0));
process.channel?.unref();

"""The model: frozen data and pure derivations from it. No input, no output, no clock."""

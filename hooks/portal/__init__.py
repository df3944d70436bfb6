"""The portal's own machinery: a pure core, and a thin shell around it."""

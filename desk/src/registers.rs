//! Acts on the registers behind table 二.

//! How did A become B?

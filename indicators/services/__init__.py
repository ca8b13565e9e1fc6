"""Every change of an indicator, its readings and its plan: one transaction each, the actor explicit."""

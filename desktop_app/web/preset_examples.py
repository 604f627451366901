"""Three templates to begin with, added only when an administrator says so."""

from __future__ import annotations

from desktop_app.logbook.presets import Preset

EXAMPLES = (
    Preset(
        name="Shift handover",
        category="Shift handover",
        tags=("handover",),
        text="""\
## Shift handover

**Running now:**

**Left to do:**

- [ ] Open alarms looked at
- [ ] Samples and keys handed over
- [ ] Gas, cooling water and pressures as they should be
- [ ] Next shift told what is different today

**Watch out for:**
""",
    ),
    Preset(
        name="Instrument start-up checklist",
        category="Start-up",
        tags=("checklist",),
        text="""\
## Start-up

Instrument:

- [ ] Cooling water on
- [ ] Vacuum below 1e-6 mbar
- [ ] Interlocks closed
- [ ] Self-test passed
- [ ] Calibration checked, last one on:
- [ ] Area clear, people told

Remarks:
""",
    ),
    Preset(
        name="Fault report",
        category="Fault",
        tags=("fault",),
        text="""\
## Fault

**What was seen:**

**Since when:**

**What it stops:**

**What was done:**

- [ ] Made safe
- [ ] Reported to:
""",
    ),
)

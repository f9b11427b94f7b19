"""The onboarding kit: a Streamlit wizard, a command line, and the packages they share, in layers.

A module imports only from lower lines, never from a package on its own line; only `screens` and `streamlit_app.py`
import Streamlit (`tests/test_layers.py` enforces both, imports inside functions included):

    streamlit_app · __main__
    setup
    screens · cli
    services
    exchange
    printing · logbook · members · visits
    photos · listings · payments · wallets
    business · places · channels
    store
    languages
    catalogue
    errors

Words on screen and in code:

    hộ kinh doanh              Business        a household business; may be unregistered
    lượt hỗ trợ                Visit           one sitting with a business; resumes; has an id
    thành viên tổ / tổ         Member / Team   who sits beside; 4-9 in a team
    xã, phường, đặc khu        Commune         lowest unit since 2025-07-01
    huyện cũ                   OldDistrict     abolished 2025-07-01; still how people group communes
    địa bàn báo cáo            ReportingArea   a named, dated group of communes whose counts somebody sees
    bậc                        Rung            how far, on evidence
    bộ mang về                 Pack            what the vendor takes home
"""

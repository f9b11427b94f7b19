"""The kit, as a house. Screens ask, rooms know, the handover runs the errand, and nothing calls upstairs.

Rooms, top to bottom; a room uses only rooms on lower lines, never a neighbour, and only `screens` and
`streamlit_app.py` import Streamlit (`tests/test_rooms.py` enforces both):

    streamlit_app · __main__
    setup
    screens · verbs
    handover
    prints · logbook · members · drafts
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
    bộ mang về                 Pack            what she takes home
"""

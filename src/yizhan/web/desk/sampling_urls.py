"""Addresses of sampling: the day, labels, the way to the laboratory, results, one person."""

from django.urls import path

from yizhan.web.desk import sampling, sampling_files, sampling_labels, sampling_results, sampling_sending

urlpatterns = [
    path("", sampling.show, name="samples"),
    path("alarm/", sampling.alarm, name="samples_alarm"),
    path("labels/", sampling_labels.labels, name="sample_labels"),
    path("labels/<str:first_tube>/<int:labels>/", sampling_labels.labels_made, name="sample_labels_made"),
    path("labels/<str:first_tube>/<int:labels>/labels.pdf", sampling_labels.labels_pdf,
         name="sample_labels_pdf"),
    path("boxes/", sampling_sending.pack, name="sample_boxes"),
    path("unpackings/", sampling_sending.unpack, name="sample_unpackings"),
    path("hand-overs/", sampling_sending.hand_over, name="sample_hand_overs"),
    path("boxes/<uuid:box_id>/reception/", sampling_sending.receive, name="sample_reception"),
    path("boxes/<uuid:box_id>/box.xlsx", sampling_sending.box_xlsx, name="sample_box_xlsx"),
    path("tubes/<str:tube_number>/", sampling.tube, name="sample_tube"),
    path("tubes/<str:tube_number>/results/<uuid:result_id>/corrections/", sampling_results.correct,
         name="sample_corrections"),
    path("results/", sampling_results.results, name="sample_results"),
    path("files/", sampling_files.files, name="sample_files"),
    path("files/<uuid:file_id>/", sampling_files.show, name="sample_file"),
    path("files/<uuid:file_id>/answers/", sampling_files.answer, name="sample_file_answers"),
    path("files/<uuid:file_id>/results/", sampling_files.take, name="sample_file_results"),
    path("files/<uuid:file_id>/removal/", sampling_files.remove, name="sample_file_removal"),
    path("files/<uuid:file_id>/questions.xlsx", sampling_files.questions_xlsx, name="sample_file_questions"),
    path("people/<uuid:person_id>/", sampling.person, name="sample_person"),
]  # fmt: skip

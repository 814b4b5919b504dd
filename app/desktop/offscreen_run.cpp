#include "app/desktop/offscreen_run.h"

#include "app/desktop/desktop_session.h"
#include "ui/models/documents_model.h"
#include "ui/views/explore_page.h"
#include "ui/views/samples.h"
#include "ui/views/search_field.h"
#include "ui/views/wording.h"

#include <QApplication>
#include <QFileInfo>
#include <QTextStream>
#include <cstdio>

namespace embedscope {

namespace {

constexpr int kLookEveryMs = 50, kOpenForMs = 60'000, kSearchForMs = 60'000, kSettleMs = 900;
constexpr int kQuietLooks = 4; // nothing runs for this many looks: the job is over
constexpr int kPrintedPassages = 3;

QString bestSentence(const SearchResultRow& row)
{
    const QString sentence = row.sentenceEnd > row.sentenceBegin
        ? row.text.mid(row.sentenceBegin, row.sentenceEnd - row.sentenceBegin)
        : row.text;
    return wording::firstWords(sentence, 110);
}

}

OffscreenRun::OffscreenRun(DesktopSession& session, StartOptions options, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_options(std::move(options))
{
    m_timer.setInterval(kLookEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &OffscreenRun::look);
    if (m_options.demo && m_options.files.isEmpty())
        m_options.files = sampleFiles();
    if (m_options.demo && m_options.query.isEmpty())
        m_options.query = tr("how do bees get through the winter");
    if (m_options.screenshot.isEmpty())
        m_options.screenshot = QStringLiteral("./embedscope-screenshot.png");
}

void OffscreenRun::start()
{
    Workbench& workbench = m_session.workbench();
    connect(&workbench, &Workbench::documentsAdded, this, [this] { m_filesCounted = true; });
    connect(&workbench, &Workbench::searchFinished, this, &OffscreenRun::takeAnswer);
    connect(&workbench, &Workbench::libraryRefused, this,
            [this](const QString& sentence) { end(1, sentence); });
    connect(&workbench, &Workbench::modelRefused, this,
            [this](const QString& sentence) { end(1, sentence); });
    m_sinceStep.start();
    m_timer.start();
}

void OffscreenRun::look()
{
    Workbench& workbench = m_session.workbench();
    switch (m_step) {
    case Step::Opening:
        if (workbench.model() && !workbench.library().path.isEmpty())
            beginIndexing();
        else if (m_sinceStep.elapsed() > kOpenForMs)
            end(1, tr("the model and the library did not open within a minute"));
        break;
    case Step::Indexing:
        if (indexingIsOver())
            beginSearching();
        break;
    case Step::Searching:
        if (m_sinceStep.elapsed() > kSearchForMs)
            end(1, tr("the search had no answer within a minute"));
        break;
    case Step::Settling:
        if (m_sinceStep.elapsed() > kSettleMs)
            savePicture();
        break;
    case Step::Done:
        break;
    }
}

void OffscreenRun::beginIndexing()
{
    m_step = Step::Indexing;
    m_sinceStep.start();
    if (m_options.files.isEmpty()) {
        m_filesCounted = true;
        m_quietLooks = kQuietLooks;
    } else {
        m_session.window().add(DroppedContent::fromPaths(m_options.files));
    }
}

bool OffscreenRun::indexingIsOver()
{
    const IndexingStatus status = m_session.workbench().indexing();
    if (status.running)
        m_indexingSeconds = static_cast<double>(m_sinceStep.elapsed()) / 1000;
    m_quietLooks = status.running || m_session.workbench().modelLoading() ? 0 : m_quietLooks + 1;
    return m_filesCounted && m_quietLooks > kQuietLooks;
}

void OffscreenRun::beginSearching()
{
    m_sinceStep.start();
    if (m_options.query.isEmpty()) {
        beginSettling();
        return;
    }
    m_step = Step::Searching;
    m_session.window().search(m_options.query);
}

void OffscreenRun::takeAnswer(const SearchResults& results)
{
    if (m_step != Step::Searching || results.query != m_options.query)
        return;
    if (!results.complete && results.problem.isEmpty())
        return; // the words come first; what is printed is the whole answer
    m_answer = results;
    if (!results.problem.isEmpty())
        end(1, results.problem);
    else
        beginSettling();
}

void OffscreenRun::beginSettling()
{
    if (m_options.page)
        m_session.window().showPage(*m_options.page);
    m_step = Step::Settling;
    m_sinceStep.start();
}

void OffscreenRun::printSummary() const
{
    const Workbench& workbench = m_session.workbench();
    const LibraryCounts counts = workbench.library().counts;
    const IndexingStatus status = workbench.indexing();
    const auto embedded = static_cast<qint64>(status.tokensEmbedded);
    QTextStream out(stdout);
    out << tr("Documents  %1, with problems %2")
               .arg(wording::number(counts.documents), wording::number(counts.problems))
        << '\n'
        << tr("Passages   %1, tokens %2").arg(wording::number(counts.chunks), wording::number(counts.tokens))
        << '\n';
    if (m_indexingSeconds > 0 && embedded > 0) {
        out << tr("Speed      %1 tokens/s over %2 s from file to vector, %3 workers, %4")
                   .arg(wording::number(
                            static_cast<qint64>(static_cast<double>(embedded) / m_indexingSeconds)),
                        wording::locale().toString(m_indexingSeconds, 'f', 1))
                   .arg(workbench.embedOptions().workers)
                   .arg(QString::fromStdString(workbench.model()->info().target))
            << '\n';
    }
    for (const DocumentItem& item : workbench.documents()->items()) {
        if (item.row.state == DocumentState::Problem)
            out << tr("Problem    %1: %2")
                       .arg(QString::fromStdString(item.row.name), QString::fromStdString(item.row.reason))
                << '\n';
    }
    out << tr("Question   %1").arg(m_options.query) << '\n';
    for (int i = 0; i < std::min<qsizetype>(kPrintedPassages, m_answer.rows.size()); ++i) {
        const SearchResultRow& row = m_answer.rows[i];
        const QString place =
            row.place.isEmpty() ? row.documentName : tr("%1, %2").arg(row.documentName, row.place);
        out << QStringLiteral("  %1. %2  %3\n           %4\n")
                   .arg(i + 1)
                   .arg(wording::score(row.hit.score), place, bestSentence(row));
    }
}

void OffscreenRun::savePicture()
{
    QWidget* window = &m_session.window();
    const bool saved = window->grab().save(m_options.screenshot, "PNG");
    if (m_options.demo)
        printSummary();
    if (!saved) {
        end(1,
            tr("%1 was not saved: its folder is not there or cannot be written to")
                .arg(m_options.screenshot));
        return;
    }
    QTextStream(stdout) << tr("Picture    %1").arg(m_options.screenshot) << '\n';
    if (m_options.demo && m_session.workbench().library().counts.done == 0)
        end(1, tr("no document of the samples could be read"));
    else
        end(0);
}

void OffscreenRun::end(int exitStatus, const QString& problem)
{
    if (m_step == Step::Done)
        return;
    m_step = Step::Done;
    m_timer.stop();
    if (!problem.isEmpty())
        std::fprintf(stderr, "error: %s\n", qPrintable(problem));
    emit finished(exitStatus);
}

}

// Explore: the answer to what was asked as a list beside the reader, or the map of all passages. Owns the
// question at hand; late answers are dropped by their number.
#pragma once

#include "ui/models/types.h"

#include <QWidget>

class QSplitter;
class QStackedWidget;

namespace embedscope {

class MapPage;
class PassagesView;
class ReaderPanel;
class SegmentedButtons;
class Settings;
class Workbench;

class ExplorePage : public QWidget
{
    Q_OBJECT

public:
    ExplorePage(Workbench& workbench, Settings& settings, QWidget* parent = nullptr);

    void ask(const QString& query, SearchKind kind);
    void openInReader(qint64 documentId, qint64 chunkId);
    void showMap(bool shown);
    bool mapShown() const;
    void focusResults();
    void focusReader();
    QByteArray saveSplitter() const;
    void restoreSplitter(const QByteArray& state);
    ReaderPanel& reader() { return *m_reader; }
    PassagesView& passages() { return *m_passages; }

signals:
    void queryChosen(const QString& query); ///< one of the last searches
    void leftUpwards(); ///< Esc: the search field wants the keyboard

private:
    void build();
    void connectParts();
    void addKeys();
    void showWhatIsAsked();
    void take(const SearchResults& results);
    void rememberQuery();
    void askNeighbours(qint64 chunkId, const QString& words);
    void backToSearch();
    void follow(qint64 documentId, qint64 chunkId);
    bool libraryIsEmpty() const;

    Workbench& m_workbench;
    Settings& m_settings;
    SegmentedButtons* m_segments = nullptr;
    QStackedWidget* m_stack = nullptr;
    QSplitter* m_splitter = nullptr;
    PassagesView* m_passages = nullptr;
    ReaderPanel* m_reader = nullptr;
    MapPage* m_map = nullptr;
    QString m_query;
    SearchKind m_kind = SearchKind::Both;
    quint64 m_job = 0;
    bool m_around = false; ///< neighbours are shown, not the answer
    bool m_wasEmpty = true;
};

}
